import { memo, type KeyboardEvent } from 'react';
import type { Conversation, Item } from '@/bindings';
import { Revealed } from '@/components/Revealed';
import { ToolCard } from '@/components/ToolCard';
import { usePermissionTitle } from '@/queries';
import { words } from '@/words';
import { Choices } from './Choices';
import { RunEnd } from './RunEnd';
import { useStickToEnd } from './useStickToEnd';
import { WaitingCall } from './WaitingCall';
import classes from './Conversation.module.css';

type Props = { conversation: Conversation; viewer: string };

/** What was said and done, oldest first. */
export function Transcript({ conversation, viewer }: Props) {
  const { items, run } = conversation;
  const permissionTitle = usePermissionTitle();
  const box = useStickToEnd(items);
  const last = items.at(-1);
  const streaming = run?.state === 'running' && last?.kind === 'assistant';
  return (
    <div ref={box} className={classes.scroll} tabIndex={0} onKeyDown={typeOn} role="log" aria-live="off" aria-label={words.chat.messages} data-testid="transcript">
      <div className={classes.column}>
        {items.map((item) => (
          <Entry key={`${item.kind}-${item.id}`} item={item} viewer={viewer} permissionTitle={permissionTitle} streaming={streaming && item === last} />
        ))}
        <Choices conversation={conversation} />
        <RunEnd run={run} streaming={streaming} asks={last?.kind === 'assistant'} mine={items.some((item) => item.kind === 'call' && item.call.hold?.may_decide)} />
      </div>
    </div>
  );
}

/** Somebody who clicked into the transcript and types means the composer: the key itself lands there. */
function typeOn(event: KeyboardEvent<HTMLElement>) {
  const plain = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (plain && event.target === event.currentTarget) document.querySelector<HTMLTextAreaElement>('textarea[data-composer]')?.focus();
}

type EntryProps = { item: Item; viewer: string; permissionTitle: (code: string) => string; streaming: boolean };

const Entry = memo(function Entry({ item, viewer, permissionTitle, streaming }: EntryProps) {
  if (item.kind === 'user') {
    return (
      <div className={classes.user} data-testid="message" data-from="user">
        <span className="quiet">{words.chat.userSaid}</span>
        <Revealed text={item.text} />
      </div>
    );
  }
  if (item.kind === 'assistant') {
    if (item.text === '' && !streaming) return null;
    return (
      <div className={classes.assistant} data-testid="message" data-from="assistant" data-streaming={streaming || undefined}>
        <Revealed text={item.text} />
        {streaming && <span className={classes.caret} aria-hidden="true" />}
      </div>
    );
  }
  const { call } = item;
  if (call.state === 'pending' && call.hold?.may_decide) return <WaitingCall call={call} viewer={viewer} />;
  return <ToolCard call={call} permissionTitle={permissionTitle} />;
});
