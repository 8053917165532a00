import type { ConversationSummary } from '@/bindings';
import { VerdictMark } from '@/components/VerdictMark';
import { words } from '@/words';
import { exactTime, shortTime } from '@/words/time';
import classes from './ConversationList.module.css';

type Props = { row: ConversationSummary; chosen: boolean; onSelect: (id: number) => void };

export function ConversationRow({ row, chosen, onSelect }: Props) {
  const { id, title, updated_at, preview, last_level, run_state } = row;
  const marked = last_level !== null && last_level !== 'allow';
  const line = preview || (run_state === 'running' ? words.chat.preview.running : run_state === 'waiting' ? words.chat.preview.waiting : '');
  return (
    <button type="button" className={classes.row} data-row data-testid="conversation-row" data-id={id} aria-current={chosen || undefined} onClick={() => onSelect(id)}>
      <span className={classes.name}>{title || words.chat.untitled}</span>
      <time className={classes.time} dateTime={updated_at} title={exactTime(updated_at)}>{shortTime(updated_at)}</time>
      <span className={classes.preview}>{line}</span>
      {marked && <VerdictMark level={last_level} size={14} label={words.levels[last_level].line} />}
    </button>
  );
}
