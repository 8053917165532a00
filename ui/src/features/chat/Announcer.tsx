import { useEffect, useRef, useState } from 'react';
import type { Conversation } from '@/bindings';
import { toolWords, words } from '@/words';

/** Says new waiting calls once, and an answer when it has ended. For screen readers. */
export function Announcer({ conversation }: { conversation: Conversation }) {
  const [said, setSaid] = useState('');
  const known = useRef<Set<string> | null>(null);
  const { items, run } = conversation;
  const running = run?.state === 'running';
  useEffect(() => {
    const sentences = new Map<string, string>();
    items.forEach((item, n) => {
      if (item.kind === 'call' && item.call.state === 'pending' && item.call.hold?.may_decide) {
        sentences.set(`hold ${item.call.hold.id}`, words.approval.announce(toolWords(item.call.tool, item.call.tool_title).ask(item.call.object)));
      }
      const stillWriting = running && n === items.length - 1;
      if (item.kind === 'assistant' && !stillWriting) sentences.set(`text ${item.id}`, item.text);
    });
    const before = known.current;
    known.current = new Set([...(before ?? []), ...sentences.keys()]);
    const fresh = before ? [...sentences].filter(([key]) => !before.has(key)).map(([, text]) => text) : [];
    if (fresh.length > 0) setSaid(fresh.join(' '));
  }, [items, running]);
  return <div className="quiet" aria-live="polite" data-testid="announcer">{said}</div>;
}
