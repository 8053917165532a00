import type { Call } from '@/bindings';
import { words } from '@/words';
import { dayTime, exactTime } from '@/words/time';
import { Arguments } from './Arguments';
import { DefinitionRows } from './DefinitionRows';
import { VerdictMark } from './VerdictMark';
import classes from './CallDetails.module.css';

/** The decision of a call with its reasons, and exactly what was asked. */
export function CallDetails({ call, showTool = true }: { call: Call; showTool?: boolean }) {
  const reasons = call.reasons.length > 0 ? (
    <ul className={classes.reasons}>{call.reasons.map((reason) => <li key={reason.code + reason.text}>{reason.text}</li>)}</ul>
  ) : null;
  const rows: [string, React.ReactNode][] = [
    [words.call.decision, <span key="level" className={classes.level}><VerdictMark level={call.level} size={14} />{words.levels[call.level].line}</span>],
  ];
  if (reasons) rows.push([words.call.reasons, reasons]);
  rows.push([words.call.arguments, <Arguments key="arguments" value={call.arguments} tool={showTool ? call.tool : undefined} />]);
  rows.push([words.call.channel, <time key="at" dateTime={call.at} title={exactTime(call.at)}>{`${dayTime(call.at)}, ${words.channels[call.channel]}, ${words.call.forPerson(call.for_person)}`}</time>]);
  rows.push([words.call.id, <span key="id" className="mono">{call.denial?.decision_id ?? call.id}</span>]);
  return <div className={classes.root} data-testid="call-details"><DefinitionRows rows={rows} /></div>;
}
