import type { QueryClient } from '@tanstack/react-query';
import type { Conversation, Event } from '@/bindings';
import { keys } from './keys';
import { applied, remember, type Live } from './stream';

/** What has streamed in since the window opened. */
export const live: Live = new Map();

function conversationOf(event: Event): number | null {
  if (event.kind === 'text' || event.kind === 'item') return event.conversation_id;
  return event.kind === 'run' ? event.run.conversation_id : null;
}

/** Brings what is on screen up to date with an event from the host. */
export function receive(client: QueryClient, event: Event): void {
  remember(live, event);
  const id = conversationOf(event);
  if (id !== null) {
    const key = keys.conversation(id);
    const loading = client.getQueryState(key)?.fetchStatus === 'fetching';
    client.setQueryData<Conversation>(key, (before) => before && applied(before, event, live));
    const ended = event.kind === 'run' && event.run.state !== 'running';
    // A load under way may answer with what was true before this event.
    if (ended || (loading && event.kind !== 'text')) void client.invalidateQueries({ queryKey: key });
    if (ended) void client.invalidateQueries({ queryKey: keys.conversations });
  }
  if (event.kind === 'conversations') void client.invalidateQueries({ queryKey: keys.conversations });
  // Somebody else may act now, or events were missed: nothing that was loaded can be relied on.
  if (event.kind === 'desk') {
    forgetPerson(client);
    void client.invalidateQueries({ queryKey: keys.desk });
  }
}

/** Drops what belongs to the person who acted, also what is still on its way for them; what is on screen loads anew. */
export function forgetPerson(client: QueryClient): void {
  live.clear();
  void client.resetQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.desk[0] });
}
