import { Menu } from '@mantine/core';
import { IconCheck, IconKey, IconLogout, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Desk, Person } from '@/bindings';
import { Avatar } from '@/components/Avatar';
import { useDeskCommand } from '@/queries';
import { words } from '@/words';
import { ChangePassword } from './ChangePassword';
import { SwitchPassword } from './SwitchPassword';
import { useSwitch } from './useSwitch';
import classes from './PersonMenu.module.css';

type Props = { desk: Desk; active: Person; onSignInElse: () => void };

/** Who is active, who else is signed in here, and the account's own settings. */
export function PersonMenu({ desk, active, onSignInElse }: Props) {
  const [changing, setChanging] = useState(false);
  const switching = useSwitch();
  const signOut = useDeskCommand('sign_out');
  const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;
  return (
    <>
      <Menu position="right-end" width={240} withinPortal>
        <Menu.Target>
          <button type="button" className={classes.target} data-testid="person-menu" aria-label={words.nav.personMenu(active.name)}>
            <Avatar name={active.name} />
            <span className={classes.who}>
              <span className={classes.name}>{active.name}</span>
              <span className={classes.role}>{words.person.roles(active.roles)}</span>
            </span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{words.person.signedIn}</Menu.Label>
          {desk.signed_in.map((person) => (
            <Menu.Item
              key={person.id} leftSection={<Avatar name={person.name} size={20} />} data-testid={`switch-${person.email.split('@')[0]}`}
              rightSection={person.id === active.id ? <IconCheck {...icon} aria-label={words.person.active} aria-hidden={undefined} /> : undefined}
              onClick={() => person.id !== active.id && switching.begin(person)}
            >
              {person.name} <span className={classes.role}>{words.person.roles(person.roles)}</span>
            </Menu.Item>
          ))}
          <Menu.Item leftSection={<IconUserPlus {...icon} />} onClick={onSignInElse} data-testid="sign-in-else">{words.person.other}</Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<IconKey {...icon} />} onClick={() => setChanging(true)} data-testid="change-password">{words.person.changePassword}</Menu.Item>
          <Menu.Item leftSection={<IconLogout {...icon} />} onClick={() => signOut.mutate({})} data-testid="sign-out">{words.person.signOut}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {changing && <ChangePassword onClose={() => setChanging(false)} />}
      {switching.asking && <SwitchPassword person={switching.asking} busy={switching.busy} error={switching.error} onSubmit={switching.withPassword} onClose={switching.end} />}
    </>
  );
}
