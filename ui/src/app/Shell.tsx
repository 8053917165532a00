import { AppShell } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { useState } from 'react';
import type { Desk, Person } from '@/bindings';
import { AccessPage } from '@/features/access';
import { ChatPage, focusComposer, useTryIt } from '@/features/chat';
import { SwitchPassword, useSwitch } from '@/features/person';
import { KeysDialog, SettingsDialog } from '@/features/settings';
import { useDeskCommand } from '@/queries';
import { FindOrRun } from './FindOrRun';
import { Sidebar } from './Sidebar';
import { useShellKeys } from './useShellKeys';
import classes from './Shell.module.css';

export type Page = 'chat' | 'access';
type Props = { desk: Desk; active: Person; onSignInElse: () => void };

/** The window of somebody signed in: sidebar, page, and what opens over them. */
export function Shell({ desk, active, onSignInElse }: Props) {
  const [page, setPage] = useState<Page>('chat');
  const [selected, setSelected] = useState<number | null>(null);
  const [command, setCommand] = useState<string | null>(null);
  const [dialog, setDialog] = useState<'settings' | 'keys' | null>(null);
  const { mark } = useTryIt(active.id);
  const switching = useSwitch();
  const signOut = useDeskCommand('sign_out');

  const open = (next: Page) => {
    setPage(next);
    if (next === 'access') mark('access');
    if (next === 'chat') focusComposer();
  };
  const openConversation = (id: number | null) => {
    setSelected(id);
    setCommand(null);
    open('chat');
  };
  const run = (tool: string) => {
    setPage('chat');
    setCommand(tool);
  };
  const does = {
    open, openConversation, run, find: spotlight.open,
    settings: () => setDialog('settings'), keys: () => setDialog('keys'),
    switchTo: switching.begin, signOut: () => signOut.mutate({}),
  };
  useShellKeys(does);

  return (
    <AppShell layout="alt" padding={0} navbar={{ width: { base: 52, md: 208 }, breakpoint: 0 }} classNames={{ root: classes.shell, navbar: classes.navbar, main: classes.main }} transitionDuration={0}>
      <AppShell.Navbar withBorder={false}>
        <Sidebar desk={desk} active={active} page={page} onOpen={open} onFind={spotlight.open} onSettings={does.settings} onSignInElse={onSignInElse} />
      </AppShell.Navbar>
      <AppShell.Main component="div">
        {page === 'chat' && <ChatPage viewer={active} model={desk.model} selected={selected} onSelect={setSelected} command={command} onCommand={setCommand} onOpenAccess={() => open('access')} onSettings={does.settings} />}
        {page === 'access' && <AccessPage />}
      </AppShell.Main>
      <FindOrRun desk={desk} active={active} does={does} />
      {dialog === 'settings' && <SettingsDialog desk={desk} onClose={() => setDialog(null)} />}
      {dialog === 'keys' && <KeysDialog onClose={() => setDialog(null)} />}
      {switching.asking && <SwitchPassword person={switching.asking} busy={switching.busy} error={switching.error} onSubmit={switching.withPassword} onClose={switching.end} />}
    </AppShell>
  );
}
