import type { Plan } from '@/bindings';
import { words } from '@/words';

/** How long what a plan does can be undone, as a sentence; null when it can't. */
export function undoLine({ undo_days: days }: Plan): string | null {
  return days === null ? null : words.plan.undoDays(days);
}
