import { ActionIcon, Anchor } from '@mantine/core';
import { IconCircle, IconCircleCheck, IconX } from '@tabler/icons-react';
import { useAccess } from '@/queries';
import { words } from '@/words';
import type { Step, useTryIt } from './try-it';
import classes from './TryIt.module.css';

const STEPS: Step[] = ['allowed', 'denied', 'access'];
const NEEDED = 'tasks:create';

type Props = { progress: ReturnType<typeof useTryIt>; onExample: (text: string) => void; onOpenAccess: () => void };

/** The first steps: something allowed, something denied, and what could be asked for. */
export function TryIt({ progress, onExample, onOpenAccess }: Props) {
  const { data } = useAccess();
  const mayAll = data !== undefined && !data.requestable.some(({ code }) => code === NEEDED);
  const { tryIt } = words;
  const doing: Record<Step, React.ReactNode> = {
    allowed: <Anchor component="button" type="button" className={classes.do} onClick={() => onExample(tryIt.allowedExample)}>{tryIt.allowedExample}</Anchor>,
    denied: mayAll ? <span className={classes.plain}>{tryIt.all}</span> : <Anchor component="button" type="button" className={classes.do} onClick={() => onExample(tryIt.deniedExample)}>{tryIt.deniedExample}</Anchor>,
    access: <Anchor component="button" type="button" className={classes.do} onClick={onOpenAccess}>{tryIt.openAccess}</Anchor>,
  };
  const steps = STEPS.map((step) => ({ step, done: progress.done.includes(step) }));
  return (
    <section className={classes.root} aria-label={tryIt.title} data-testid="try-it">
      <header className={classes.head}>
        <h2 className={classes.title}>{tryIt.title}</h2>
        <span className={classes.plain}>{tryIt.progress(steps.filter(({ done }) => done).length, STEPS.length)}</span>
        <ActionIcon size={24} aria-label={words.common.dismiss} onClick={progress.dismiss}><IconX size={14} stroke={1.75} /></ActionIcon>
      </header>
      <ol className={classes.steps}>
        {steps.map(({ step, done }) => (
          <li key={step} className={classes.step} data-step={step} data-done={done}>
            {done ? <IconCircleCheck size={16} stroke={1.75} role="img" aria-label={tryIt.done} /> : <IconCircle size={16} stroke={1.75} aria-hidden="true" />}
            <div>
              <div>{tryIt[step]}</div>
              {!done && doing[step]}
            </div>
          </li>
        ))}
      </ol>
      <p className={classes.next}>{tryIt.next}</p>
    </section>
  );
}
