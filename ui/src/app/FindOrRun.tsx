import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconKeyboard, IconLogout, IconMessageCircle, IconPlus, IconSettings, IconShieldLock, IconTerminal, IconUser } from '@tabler/icons-react';
import type { Desk, Person } from '@/bindings';
import { useConversations, useTools } from '@/queries';
import { toolWords, words } from '@/words';
import type { Does } from './does';
import classes from './Shell.module.css';

const MOST = 60;

/** Ctrl K: what can be done, commands of the tools, people signed in here, conversations. */
export function FindOrRun({ desk, active, does }: { desk: Desk; active: Person; does: Does }) {
  const { data: tools = [] } = useTools();
  const { data: conversations = [] } = useConversations();
  const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;
  const { find, nav } = words;
  const groups: SpotlightActionGroupData[] = [
    {
      group: find.actions,
      actions: [
        { id: 'new', label: find.newConversation, leftSection: <IconPlus {...icon} />, onClick: () => does.openConversation(null) },
        { id: 'chat', label: nav.chat, leftSection: <IconMessageCircle {...icon} />, onClick: () => does.open('chat') },
        { id: 'access', label: nav.access, leftSection: <IconShieldLock {...icon} />, onClick: () => does.open('access') },
        { id: 'settings', label: nav.settings, leftSection: <IconSettings {...icon} />, onClick: does.settings },
        { id: 'keys', label: find.keys, leftSection: <IconKeyboard {...icon} />, onClick: does.keys },
        ...desk.signed_in.filter(({ id }) => id !== active.id).map((person) => ({ id: `person-${person.id}`, label: find.switchTo(person.name), leftSection: <IconUser {...icon} />, onClick: () => does.switchTo(person) })),
        { id: 'sign-out', label: find.signOut, leftSection: <IconLogout {...icon} />, onClick: does.signOut },
      ],
    },
    {
      group: find.commands,
      actions: tools.map((tool) => ({
        id: `tool-${tool.name}`, label: `/${tool.name}`, keywords: toolWords(tool.name, tool.title).label, leftSection: <IconTerminal {...icon} />,
        description: tool.decision === 'allowed' ? toolWords(tool.name, tool.title).label : `${toolWords(tool.name, tool.title).label} · ${tool.decision === 'ask' ? words.composer.ask : words.composer.denied}`,
        onClick: () => does.run(tool.name),
      })),
    },
    {
      group: find.conversations,
      actions: conversations.map(({ id, title, preview }) => ({ id: `conversation-${id}`, label: title || words.chat.untitled, description: preview, leftSection: <IconMessageCircle {...icon} />, onClick: () => does.openConversation(id) })),
    },
  ].filter(({ actions }) => actions.length > 0);
  return (
    <Spotlight
      actions={groups} nothingFound={find.nothing} limit={MOST} shortcut={null} scrollable maxHeight={420} size={560} radius="lg"
      overlayProps={{ backgroundOpacity: 0.32, blur: 0 }}
      classNames={{ content: classes.found, search: classes.foundSearch, actionsGroup: classes.foundGroup, actionSection: classes.foundIcon, actionLabel: classes.foundLabel, actionDescription: classes.foundLine, action: classes.foundAction }}
      searchProps={{ placeholder: find.placeholder, 'aria-label': find.placeholder }} transitionProps={{ transition: 'fade', duration: 120 }}
    />
  );
}
