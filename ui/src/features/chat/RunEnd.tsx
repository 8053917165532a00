import { IconClock } from '@tabler/icons-react';
import type { Run } from '@/bindings';
import { errorText } from '@/components/ErrorLine';
import { ResultMark } from '@/components/ResultMark';
import { words } from '@/words';
import classes from './Conversation.module.css';

/** How the run stands, where that is not plain from what it did. */
export function RunEnd({ run, streaming, mine, asks }: { run: Run | null; streaming: boolean; mine: boolean; asks: boolean }) {
  const said = words.chat.run;
  switch (run?.state) {
    case 'running': return streaming ? null : <p className={classes.runLine} data-testid="run-state" data-state="running"><ResultMark kind="running" />{said.working}</p>;
    case 'waiting': return <p className={classes.runLine} data-testid="run-state" data-state="waiting"><IconClock size={16} stroke={1.75} aria-hidden="true" />{asks ? said.asks : mine ? words.approval.waits : words.approval.waitsOther}</p>;
    case 'failed': return <p className={classes.runLine} role="alert" data-testid="run-state" data-state="failed"><ResultMark kind="failed" />{run.error ? errorText(run.error) : said.failed}{run.error && <span className={classes.code}>{run.error.code}</span>}</p>;
    case 'stopped': return <p className={classes.runLine} data-testid="run-state" data-state="stopped"><ResultMark kind="ended" />{said.stopped}</p>;
    case 'step_limit': return <p className={classes.runLine} data-testid="run-state" data-state="step_limit"><ResultMark kind="ended" />{said.step_limit(run.max_steps)}</p>;
    default: return null;
  }
}
