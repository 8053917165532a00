import { useLocalStorage } from '@mantine/hooks';
import { useCallback, useEffect } from 'react';
import type { Conversation } from '@/bindings';

export type Step = 'allowed' | 'denied' | 'access';
type State = { done: Step[]; dismissed: boolean };

const FRESH: State = { done: [], dismissed: false };

/** How far a person has come with the first steps; kept on this computer. */
export function useTryIt(person: number) {
  const [state, setState] = useLocalStorage<State>({ key: `assent.try-it.${person}`, defaultValue: FRESH, getInitialValueInEffect: false });
  const mark = useCallback((step: Step) => setState((before) => (before.done.includes(step) ? before : { ...before, done: [...before.done, step] })), [setState]);
  const dismiss = useCallback(() => setState((before) => ({ ...before, dismissed: true })), [setState]);
  return { ...state, mark, dismiss };
}

/** Steps tick themselves as they happen. */
export function useTicks(conversation: Conversation | undefined, mark: (step: Step) => void) {
  useEffect(() => {
    for (const item of conversation?.items ?? []) {
      if (item.kind !== 'call') continue;
      if (item.call.state === 'succeeded' || item.call.state === 'redeemed') mark('allowed');
      if (item.call.state === 'denied') mark('denied');
    }
  }, [conversation, mark]);
}
