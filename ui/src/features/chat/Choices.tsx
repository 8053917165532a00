import type { Conversation } from '@/bindings';
import { ErrorLine } from '@/components/ErrorLine';
import { useCommand } from '@/queries';
import { words } from '@/words';
import classes from './Conversation.module.css';

/** Answers to the question the agent waits with; writing another is as good. */
export function Choices({ conversation }: { conversation: Conversation }) {
  const last = conversation.items.at(-1);
  const send = useCommand('send');
  if (conversation.run?.state !== 'waiting' || last?.kind !== 'assistant' || last.choices.length === 0) return null;
  return (
    <>
      <ErrorLine error={send.error} />
      <div className={classes.choices} role="group" aria-label={words.chat.choices} data-testid="choices">
        {[...new Set(last.choices)].map((text) => (
          <button key={text} type="button" className={classes.choice} disabled={send.isPending} onClick={() => send.mutate({ conversation_id: conversation.id, text })}>{text}</button>
        ))}
      </div>
    </>
  );
}
