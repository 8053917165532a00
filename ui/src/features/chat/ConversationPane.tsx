import { ActionIcon } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import type { ModelStatus } from '@/bindings';
import { ErrorLine } from '@/components/ErrorLine';
import { LoadingBars } from '@/components/LoadingBars';
import { useConversation } from '@/queries';
import { words } from '@/words';
import { Announcer } from './Announcer';
import { Composer } from './Composer';
import { ConversationId } from './conversation-id';
import { ConversationMenu } from './ConversationMenu';
import { LimitsChip } from './LimitsChip';
import { ModelChip } from './ModelChip';
import { Start } from './Start';
import { Transcript } from './Transcript';
import classes from './Conversation.module.css';

type Props = {
  id: number | null; viewer: string; model: ModelStatus; draft: string; onDraft: (text: string) => void; onExample: (text: string) => void;
  command: string | null; onCommand: (tool: string | null) => void;
  onOpened: (id: number) => void; onClosed: () => void; onBack?: () => void; onSettings: () => void;
};

/** One conversation, or the start of a new one. */
export function ConversationPane({ id, viewer, model, draft, onDraft, onExample, command, onCommand, onOpened, onClosed, onBack, onSettings }: Props) {
  const { data, error } = useConversation(id);
  const conversation = id === null ? undefined : data;
  return (
    <ConversationId value={id}>
      <main className={classes.pane} data-region="detail" tabIndex={-1}>
        <header className={classes.bar}>
          {onBack && <ActionIcon aria-label={words.common.back} onClick={onBack}><IconArrowLeft size={18} stroke={1.75} /></ActionIcon>}
          <h1 className={classes.title}>{conversation?.title || words.chat.untitled}</h1>
          {conversation && <LimitsChip key={conversation.id} conversation={conversation} />}
          <ModelChip model={conversation?.model ?? model} used={conversation} onSettings={onSettings} />
          {conversation && <ConversationMenu id={conversation.id} title={conversation.title || words.chat.untitled} onDeleted={onClosed} />}
        </header>
        {id === null && <Start onExample={onExample} />}
        {error && <div className={classes.column}><ErrorLine error={error} /></div>}
        {id !== null && !conversation && !error && <div className={classes.middle}><LoadingBars rows={3} /></div>}
        {conversation && <Transcript key={conversation.id} conversation={conversation} viewer={viewer} />}
        <div className={classes.foot} data-region="composer" tabIndex={-1}>
          <Composer conversationId={id} run={conversation?.run ?? null} draft={draft} onDraft={onDraft} command={command} onCommand={onCommand} onSent={onOpened} />
        </div>
        {conversation && <Announcer key={`announcer-${conversation.id}`} conversation={conversation} />}
      </main>
    </ConversationId>
  );
}
