import { useId, useRef, useState } from 'react';
import type { Call } from '@/bindings';
import { toolWords, words } from '@/words';
import { exactTime, longTime } from '@/words/time';
import { Arguments } from './Arguments';
import { DefinitionRows } from './DefinitionRows';
import { ErrorLine } from './ErrorLine';
import { PlanDiff } from './PlanDiff';
import { Revealed } from './Revealed';
import { RiskMark } from './RiskMark';
import { undoLine } from './undo';
import { useInert } from './useInert';
import { VerdictButton } from './VerdictButton';
import { VerdictMark } from './VerdictMark';
import classes from './ApprovalCard.module.css';

/** The plan in words and field by field; for a tool without one, what it does. */
function WhatHappens({ call: { plan, tool, tool_title } }: { call: Call }) {
  if (!plan) return <>{toolWords(tool, tool_title).what}</>;
  return (
    <>
      <Revealed text={plan.summary} /> {undoLine(plan)}
      <div className={classes.plan}><PlanDiff changes={plan.changes} /></div>
    </>
  );
}

type Props = {
  call: Call;
  viewer: string;
  /** Sends the verdict with the digest that was shown. */
  onVerdict: (approve: boolean, digest: string) => void;
  busy?: boolean;
  error?: unknown;
  letters?: boolean;
};

/** A waiting call, for whoever may answer it. Nothing in it takes focus; both buttons rest half a second first. */
export function ApprovalCard({ call, viewer, onVerdict, busy = false, error, letters = true }: Props) {
  const digest = call.hold?.digest ?? '';
  const resting = useInert(`${call.id} ${digest} ${call.state}`);
  const [seen, setSeen] = useState<string | null>(null);
  const reject = useRef<HTMLButtonElement>(null);
  const approve = useRef<HTMLButtonElement>(null);
  const hint = useId();
  const said = toolWords(call.tool, call.tool_title);
  const title = said.ask(call.object);
  const unread = seen !== digest;

  const onKeyDown = (event: React.KeyboardEvent) => {
    const field = (event.target as HTMLElement).closest('input, textarea, select');
    if (!letters || resting || field || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = { a: approve, r: reject }[event.key.toLowerCase()];
    if (!to) return;
    event.preventDefault();
    to.current?.focus();
  };
  const press = (yes: boolean) => () => onVerdict(yes, digest);
  const who = call.channel === 'ui' || call.channel === 'cli' ? words.approval.whoSelf(call.for_person) : words.approval.whoLine(call.for_person, call.for_person === viewer);
  const rows: [string, React.ReactNode][] = [
    [words.approval.who, who],
    [words.approval.what, <WhatHappens call={call} />],
    [words.approval.args, <Arguments key={digest} value={call.arguments} tool={call.tool} onSeen={() => setSeen(digest)} />],
    [words.approval.touches, call.object ? <Revealed text={call.object} /> : <span className={classes.faint}>{words.approval.touchesNothing}</span>],
    [words.approval.why, call.reasons.map((reason) => reason.text).join(' ')],
  ];
  if (call.hold) rows.push([words.approval.ends, <time key="ends" dateTime={call.hold.expires_at} title={exactTime(call.hold.expires_at)}>{words.approval.endsLine(longTime(call.hold.expires_at))}</time>]);

  return (
    <section className={classes.root} tabIndex={0} onKeyDown={onKeyDown} aria-label={words.approval.label(title)} data-testid="tool-card" data-state={call.state} data-tool={call.tool} data-level={call.level} data-waiting>
      <header className={classes.head}>
        <VerdictMark level={call.level} />
        <h3 className={classes.title}><Revealed text={title} /></h3>
        <RiskMark risk={call.risk} word="long" />
      </header>
      <div className={classes.body}>
        <DefinitionRows rows={rows} />
        <ErrorLine error={error} />
        <footer className={classes.foot}>
          <span id={hint} className={classes.hint}>{unread && words.approval.scroll}</span>
          <div className={classes.verdicts}>
            <VerdictButton ref={reject} approve={false} label={said.keep} off={resting || busy} onPress={press(false)} letter={letters ? 'R' : null} />
            <VerdictButton ref={approve} approve label={said.go} off={resting || busy || unread} onPress={press(true)} letter={letters ? 'A' : null} describedBy={unread ? hint : undefined} />
          </div>
        </footer>
      </div>
    </section>
  );
}
