import type { Plan } from '@/bindings';
import { words } from '@/words';
import { inlineTime } from '@/words/time';

/** How long what a plan does can be undone, as a sentence; null when it can't, or nobody said. */
export function undoLine(plan: Plan): string | null {
  const { undo_days: days, undo_until: until } = plan as { undo_days?: number | null; undo_until?: string | null };
  if (typeof days === 'number') return words.plan.undoDays(days);
  return until ? words.plan.undo(inlineTime(until)) : null;
}
