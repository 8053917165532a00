import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import type { ModelFinding } from '@/bindings';
import { words } from '@/words';
import classes from './Model.module.css';

const said = words.models;

/** What came of a test, step by step, with what to do where something does not work. */
export function Findings({ findings }: { findings: ModelFinding[] }) {
  return (
    <ul className={classes.findings} aria-label={said.found} data-testid="findings">
      {findings.map(({ step, works, sentence }) => {
        const [Icon, mark] = works === null ? [IconCircleDashed, said.marks.untried] : works ? [IconCircleCheck, said.marks.works] : [IconCircleX, said.marks.fails];
        return (
          <li key={step} className={classes.finding} data-step={step} data-works={works ?? undefined}>
            <Icon size={16} stroke={1.75} role="img" aria-label={mark} />
            <span>{said.steps[step] ?? step}</span>
            <span className={classes.said}>{sentence}</span>
          </li>
        );
      })}
    </ul>
  );
}
