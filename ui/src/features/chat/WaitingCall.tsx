import { useQueryClient } from '@tanstack/react-query';
import type { Call, Conversation } from '@/bindings';
import { ApprovalCard } from '@/components/ApprovalCard';
import { keys, useCommand, withCall } from '@/queries';
import { useLetterKeys } from '@/queries/settings';
import { useConversationId } from './conversation-id';

/** A call that waits for the viewer: the card, and the verdict it sends. */
export function WaitingCall({ call, viewer }: { call: Call; viewer: string }) {
  const client = useQueryClient();
  const [letters] = useLetterKeys();
  const id = useConversationId();
  const verdict = useCommand('record_verdict', (decided) => {
    if (id !== null) client.setQueryData<Conversation>(keys.conversation(id), (before) => before && withCall(before, decided));
  });
  // Refused: it was decided elsewhere, or moved. What is shown is fetched afresh.
  const onError = () => void (id !== null && client.invalidateQueries({ queryKey: keys.conversation(id) }));
  const { hold } = call;
  if (!hold) return null;
  return (
    <ApprovalCard
      call={call} viewer={viewer} letters={letters} busy={verdict.isPending || verdict.isSuccess} error={verdict.error}
      onVerdict={(approve, digest) => verdict.mutate({ hold_id: hold.id, digest, approve, reason: null }, { onError })}
    />
  );
}
