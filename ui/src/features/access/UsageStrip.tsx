import type { Used } from '@/bindings';
import { useUsage } from '@/queries';
import { words } from '@/words';
import { longTime } from '@/words/time';
import classes from './Access.module.css';

const said = words.usage;

function Amount({ label, used }: { label: string; used: Used }) {
  const tokens = used.prompt_tokens + used.completion_tokens;
  return <span className={classes.used}><span className={classes.zone}>{label}</span>{said.tokens(tokens)} · {said.runs(used.runs)}</span>;
}

/** What the agent used for the active person, and how much of a limit that is. */
export function UsageStrip() {
  const { data } = useUsage();
  if (!data) return null;
  const { today, month, tokens } = data;
  return (
    <section className={classes.usage} aria-label={said.title} data-testid="usage">
      <h2 className={classes.usageTitle}>{said.title}</h2>
      <Amount label={said.today} used={today} />
      <Amount label={said.month} used={month} />
      {tokens && <span className={classes.used} data-testid="budget"><span className={classes.zone}>{said.budget}</span>{said.left(tokens.used, tokens.amount)} <span className={classes.zone}>{said.resets(longTime(tokens.resets_at))}</span></span>}
    </section>
  );
}
