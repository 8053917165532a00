import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { memo, useId, useState } from 'react';
import type { Call } from '@/bindings';
import { words } from '@/words';
import { inlineTime } from '@/words/time';
import { decidedLine, firstLine } from './call-state';
import { CallDetails } from './CallDetails';
import { Denied } from './Denied';
import { errorText } from './ErrorLine';
import { PlanDiff } from './PlanDiff';
import { CallResult } from './results/CallResult';
import { ResultMark } from './ResultMark';
import { Revealed } from './Revealed';
import { VerdictMark } from './VerdictMark';
import classes from './ToolCard.module.css';

type Props = { call: Call; permissionTitle?: (code: string) => string; onAsk?: (permission: string) => void };

/** A tool call: what was asked, what was decided and why, what came of it. */
export const ToolCard = memo(function ToolCard({ call, permissionTitle = (code) => code, onAsk }: Props) {
  const [open, setOpen] = useState(false);
  const details = useId();
  const { mark, text } = firstLine(call);
  const toggle = () => setOpen(!open);
  const Chevron = open ? IconChevronUp : IconChevronDown;
  const done = call.state === 'succeeded' || call.state === 'redeemed';
  const shownLevel = done ? 'allow' : call.level;
  return (
    <article className={classes.root} data-testid="tool-card" data-state={call.state} data-tool={call.tool} data-level={call.level} aria-label={text}>
      <header className={classes.head}>
        {mark === 'verdict' ? <VerdictMark level={shownLevel} /> : <ResultMark kind={mark} />}
        <h3 className={classes.title}><Revealed text={text} /></h3>
        <span className={classes.edge}>{call.denial?.code ?? call.error?.code ?? call.tool}</span>
        {call.duration_ms !== null && <span className={classes.time}>{words.call.ms(call.duration_ms)}</span>}
        <button type="button" className={classes.toggle} onClick={toggle} aria-expanded={open} aria-controls={details} aria-label={words.call.details}>
          <Chevron size={16} stroke={1.75} aria-hidden="true" />
        </button>
      </header>
      <div className={classes.body}>
        {call.denial && <Denied call={call} open={open} onWhy={toggle} permissionTitle={permissionTitle} onAsk={onAsk} />}
        <Outcome call={call} done={done} />
        <div id={details}>{open && <CallDetails call={call} />}</div>
      </div>
    </article>
  );
});

function Outcome({ call, done }: { call: Call; done: boolean }) {
  const decided = decidedLine(call);
  const waiting = call.state === 'pending' && call.hold;
  return (
    <>
      {waiting && <p className={classes.line}>{words.call.asked(inlineTime(call.at), inlineTime(waiting.expires_at))}</p>}
      {decided && <p className={classes.line}>{decided}</p>}
      {call.hold?.note && <p className={classes.line}><Revealed text={call.hold.note} /></p>}
      {call.state === 'ambiguous' && <p className={classes.line}>{words.call.ambiguousLine}</p>}
      {call.state === 'planned' && <p className={classes.line}>{words.call.plannedLine}</p>}
      {call.error && <p className={classes.line}>{errorText(call.error)}</p>}
      {call.plan && (done || waiting || call.state === 'planned') && <PlanDiff changes={call.plan.changes} />}
      {done && <CallResult call={call} />}
    </>
  );
}
