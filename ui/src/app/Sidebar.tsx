import { Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconMessageCircle, IconSearch, IconSettings, IconShieldLock } from '@tabler/icons-react';
import type { Desk, Person } from '@/bindings';
import { BrandMark } from '@/components/BrandMark';
import { KeyCap } from '@/components/KeyCap';
import { PersonMenu } from '@/features/person';
import { words } from '@/words';
import type { Page } from './Shell';
import classes from './Sidebar.module.css';

type Props = { desk: Desk; active: Person; page: Page; onOpen: (page: Page) => void; onFind: () => void; onSettings: () => void; onSignInElse: () => void };

const FIND_KEYS = 'Ctrl K';

export function Sidebar({ desk, active, page, onOpen, onFind, onSettings, onSignInElse }: Props) {
  const icon = { size: 18, stroke: 1.75, 'aria-hidden': true } as const;
  return (
    <div className={classes.root} data-region="sidebar" tabIndex={-1}>
      <div className={classes.brand}><BrandMark /><span className={classes.word}>{words.app.name}</span></div>
      <Entry label={words.nav.find} icon={<IconSearch {...icon} size={16} />} className={classes.find} onClick={onFind} testId="find" end={<KeyCap>{FIND_KEYS}</KeyCap>} />
      <nav className={classes.pages} aria-label={words.nav.label}>
        <Entry label={words.nav.chat} icon={<IconMessageCircle {...icon} />} current={page === 'chat'} onClick={() => onOpen('chat')} testId="nav-chat" />
        <Entry label={words.nav.access} icon={<IconShieldLock {...icon} />} current={page === 'access'} onClick={() => onOpen('access')} testId="nav-access" />
      </nav>
      <div className={classes.bottom}>
        <Entry label={words.nav.settings} icon={<IconSettings {...icon} />} onClick={onSettings} testId="settings" />
        <PersonMenu desk={desk} active={active} onSignInElse={onSignInElse} />
      </div>
    </div>
  );
}

type EntryProps = { label: string; icon: React.ReactNode; current?: boolean; onClick: () => void; testId: string; end?: React.ReactNode; className?: string };

function Entry({ label, icon, current, onClick, testId, end, className }: EntryProps) {
  const wide = useMediaQuery('(min-width: 1100px)', true, { getInitialValueInEffect: false });
  return (
    <Tooltip label={label} position="right" disabled={wide}>
      <button type="button" className={`${classes.entry} ${className ?? ''}`} aria-current={current ? 'page' : undefined} aria-label={label} onClick={onClick} data-testid={testId}>
        {icon}
        <span className={classes.word}>{label}</span>
        {end && <span className={classes.end}>{end}</span>}
      </button>
    </Tooltip>
  );
}
