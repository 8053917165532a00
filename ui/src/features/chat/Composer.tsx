import { useQueryClient } from '@tanstack/react-query';
import type { JsonValue, Run } from '@/bindings';
import { ErrorLine } from '@/components/ErrorLine';
import { SchemaForm } from '@/components/SchemaForm';
import { keys, useCommand, usePermissionTitle, useTools } from '@/queries';
import { MessageBox } from './MessageBox';

type Props = {
  conversationId: number | null; run: Run | null; draft: string; onDraft: (text: string) => void;
  command: string | null; onCommand: (tool: string | null) => void; onSent: (conversation: number) => void;
};

/** Where one writes, or fills in the form of a command. What was typed stays until it has been taken. */
export function Composer({ conversationId, run, draft, onDraft, command, onCommand, onSent }: Props) {
  const { data: tools = [], error: toolsError } = useTools();
  const permissionTitle = usePermissionTitle();
  const client = useQueryClient();
  const sent = (conversation: number) => {
    void client.invalidateQueries({ queryKey: keys.conversation(conversation) });
    onSent(conversation);
  };
  const send = useCommand('send', ({ conversation_id }) => {
    onDraft('');
    sent(conversation_id);
  });
  const submit = useCommand('submit_form', ({ conversation_id }) => {
    onCommand(null);
    sent(conversation_id);
  });
  const tool = tools.find(({ name }) => name === command);
  if (tool) {
    return (
      <SchemaForm
        key={tool.name} tool={tool} permissionTitle={permissionTitle} busy={submit.isPending} error={submit.error}
        onCancel={() => { submit.reset(); onCommand(null); }}
        onSubmit={(args: { [key: string]: JsonValue }) => submit.mutate({ conversation_id: conversationId, tool: tool.name, arguments: args })}
      />
    );
  }
  return (
    <>
      <ErrorLine error={send.error ?? (draft.startsWith('/') ? toolsError : null)} />
      <MessageBox run={run} tools={tools} draft={draft} busy={send.isPending} onDraft={onDraft} onCommand={onCommand} onSend={(text) => send.mutate({ conversation_id: conversationId, text })} />
    </>
  );
}
