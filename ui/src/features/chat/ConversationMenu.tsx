import { ActionIcon, Button, Menu, Modal, TextInput } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ConversationSummary } from '@/bindings';
import { ErrorLine } from '@/components/ErrorLine';
import { keys, useCommand } from '@/queries';
import { words } from '@/words';
import classes from './Conversation.module.css';

type Props = { id: number; title: string; onDeleted: () => void };

export function ConversationMenu({ id, title, onDeleted }: Props) {
  const [dialog, setDialog] = useState<'rename' | 'delete' | null>(null);
  const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;
  const close = () => setDialog(null);
  return (
    <>
      <Menu position="bottom-end" width={180}>
        <Menu.Target><ActionIcon aria-label={words.chat.menu} data-testid="conversation-menu"><IconDots {...icon} size={18} /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil {...icon} />} onClick={() => setDialog('rename')}>{words.chat.rename}</Menu.Item>
          <Menu.Item leftSection={<IconTrash {...icon} />} onClick={() => setDialog('delete')}>{words.chat.delete}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'rename' && <Rename id={id} title={title} onClose={close} />}
      {dialog === 'delete' && <Delete id={id} title={title} onClose={close} onDeleted={onDeleted} />}
    </>
  );
}

function useListed() {
  const client = useQueryClient();
  return (list: ConversationSummary[]) => client.setQueryData(keys.conversations, list);
}

function Rename({ id, title, onClose }: { id: number; title: string; onClose: () => void }) {
  const client = useQueryClient();
  const listed = useListed();
  const [text, setText] = useState(title);
  const rename = useCommand('rename_conversation', (list) => {
    listed(list);
    void client.invalidateQueries({ queryKey: keys.conversation(id) });
    onClose();
  });
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') rename.mutate({ id, title: text.trim() });
  };
  return (
    <Modal opened onClose={onClose} title={words.chat.renameTitle} size={400} closeButtonProps={{ 'aria-label': words.common.close }}>
      <form onSubmit={submit}>
        <TextInput data-autofocus label={words.chat.name} value={text} onChange={(event) => setText(event.currentTarget.value)} />
        <ErrorLine error={rename.error} />
        <div className={classes.buttons}>
          <Button variant="subtle" color="gray" onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" variant="filled" loading={rename.isPending}>{words.chat.rename}</Button>
        </div>
      </form>
    </Modal>
  );
}

function Delete({ id, title, onClose, onDeleted }: { id: number; title: string; onClose: () => void; onDeleted: () => void }) {
  const listed = useListed();
  const remove = useCommand('delete_conversation', (list) => {
    listed(list);
    onClose();
    onDeleted();
  });
  return (
    <Modal opened onClose={onClose} title={words.chat.deleteTitle(title)} size={400} closeButtonProps={{ 'aria-label': words.common.close }}>
      <p className={classes.modalLine}>{words.chat.deleteLine}</p>
      <ErrorLine error={remove.error} />
      <div className={classes.buttons}>
        <Button onClick={onClose}>{words.chat.keep}</Button>
        <Button loading={remove.isPending} onClick={() => remove.mutate({ id })} data-testid="delete-conversation">{words.chat.deleteButton}</Button>
      </div>
    </Modal>
  );
}
