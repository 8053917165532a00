import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import type { ModelStatus, Person } from '@/bindings';
import { useConversation } from '@/queries';
import { focusComposer } from './focusComposer';
import { ConversationList } from './ConversationList';
import { ConversationPane } from './ConversationPane';
import { TryIt } from './TryIt';
import { useTicks, useTryIt } from './try-it';

type Props = {
  viewer: Person; model: ModelStatus; selected: number | null; onSelect: (id: number | null) => void;
  command: string | null; onCommand: (tool: string | null) => void;
  onOpenAccess: () => void; onSettings: () => void;
};

/** The list of conversations and the chosen one; on a narrow window one or the other. */
export function ChatPage({ viewer, model, selected, onSelect, command, onCommand, onOpenAccess, onSettings }: Props) {
  const [drafts, setDrafts] = useState<Record<string, string>>({});
  const [listOpen, setListOpen] = useState(false);
  const narrow = useMediaQuery('(max-width: 719px)', false, { getInitialValueInEffect: false });
  const progress = useTryIt(viewer.id);
  const { data } = useConversation(selected);
  useTicks(selected === null ? undefined : data, progress.mark);

  const key = String(selected);
  const put = (text: string) => setDrafts((before) => ({ ...before, [key]: text }));
  const example = (text: string) => {
    setListOpen(false);
    onCommand(null);
    put(text);
    focusComposer();
  };
  const choose = (id: number | null) => {
    setListOpen(false);
    onCommand(null);
    onSelect(id);
    if (id === null) focusComposer();
  };
  return (
    <>
      {(!narrow || listOpen) && (
        <ConversationList selected={selected} onSelect={choose} onNew={() => choose(null)}>
          {!progress.dismissed && <TryIt progress={progress} onExample={example} onOpenAccess={onOpenAccess} />}
        </ConversationList>
      )}
      {(!narrow || !listOpen) && (
        <ConversationPane
          id={selected} viewer={viewer.name} model={model} draft={drafts[key] ?? ''} onDraft={put} onExample={example}
          command={command} onCommand={onCommand} onOpened={onSelect} onClosed={() => onSelect(null)} onBack={narrow ? () => setListOpen(true) : undefined} onSettings={onSettings}
        />
      )}
    </>
  );
}
