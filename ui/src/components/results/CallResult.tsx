import type { Call } from '@/bindings';
import { PlanDiff } from '@/components/PlanDiff';
import { words } from '@/words';
import { inlineTime } from '@/words/time';
import { KeyValues } from './KeyValues';
import { NoteList, NoteView } from './Notes';
import { asChanges, asList, asObject, asText } from './shape';
import { Weather } from './Weather';
import { WhoAmI } from './WhoAmI';
import classes from './results.module.css';

/** What a call returned: known shapes as themselves, all else as names and values. Text stays text. */
export function CallResult({ call }: { call: Call }) {
  const result = asObject(call.result);
  if (!result) return call.result === null ? null : <KeyValues value={call.result} />;
  const items = asList(result['items']);
  if (items && call.tool.startsWith('notes')) return <NoteList items={items} more={result['next_cursor'] != null} />;
  if (items) return items.length === 0 ? <p className={classes.faint}>{words.call.nothing}</p> : <KeyValues value={items} />;
  if (call.tool === 'weather_read') return <Weather value={result} />;
  const undo = asText(result['undo_until']);
  if (undo) return <p className={classes.faint}>{words.results.undo(inlineTime(undo))}</p>;
  if (call.plan && call.plan.changes.length > 0) return null;
  const changes = asChanges(result['changes']);
  if (changes) return <PlanDiff changes={changes} />;
  if (call.tool === 'auth_me') return <WhoAmI value={result} />;
  if (call.tool.startsWith('notes') && asText(result['title']) !== null) return <NoteView value={result} />;
  return <KeyValues value={result} />;
}
