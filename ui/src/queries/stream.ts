import type { Call, Conversation, Event, Item } from '@/bindings';

/** Assistant text that is still being written, by message. */
export type Live = Map<number, { conversation: number; text: string }>;

export function withItem(conversation: Conversation, item: Item): Conversation {
  const at = conversation.items.findIndex(({ kind, id }) => kind === item.kind && id === item.id);
  return { ...conversation, items: at < 0 ? [...conversation.items, item] : conversation.items.with(at, item) };
}

/** A call that was answered, wherever it stands; whoever sent the verdict knows its own id only. */
export function withCall(conversation: Conversation, call: Call): Conversation {
  return { ...conversation, items: conversation.items.map((item) => (item.kind === 'call' && item.call.id === call.id ? { ...item, call } : item)) };
}

function withText(conversation: Conversation, id: number, text: string): Conversation {
  const known = conversation.items.find((item) => item.kind === 'assistant' && item.id === id);
  if (known?.kind === 'assistant' && known.text.length >= text.length) return conversation;
  return withItem(conversation, { kind: 'assistant', id, text, choices: [], at: known?.kind === 'assistant' ? known.at : new Date().toISOString() });
}

/** A conversation as loaded, with what has streamed in meanwhile. */
export function withLive(conversation: Conversation, live: Live): Conversation {
  return [...live].reduce((sofar, [id, { conversation: of, text }]) => (of === sofar.id ? withText(sofar, id, text) : sofar), conversation);
}

/** Takes note of an event; the whole text so far is kept, so that a late load loses none of it. */
export function remember(live: Live, event: Event): void {
  if (event.kind === 'text') {
    const text = (live.get(event.message_id)?.text ?? '') + event.delta;
    live.set(event.message_id, { conversation: event.conversation_id, text });
  }
  if (event.kind === 'item' && event.item.kind === 'assistant') live.delete(event.item.id);
  if (event.kind === 'run' && event.run.state !== 'running') {
    for (const [id, { conversation }] of live) if (conversation === event.run.conversation_id) live.delete(id);
  }
}

/** A conversation after an event about it. Call `remember` first. */
export function applied(conversation: Conversation, event: Event, live: Live): Conversation {
  switch (event.kind) {
    case 'text': return withText(conversation, event.message_id, live.get(event.message_id)?.text ?? event.delta);
    case 'item': return withItem(conversation, event.item);
    case 'run': return { ...conversation, run: event.run };
    default: return conversation;
  }
}
