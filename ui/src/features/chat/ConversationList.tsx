import { ActionIcon, TextInput } from '@mantine/core';
import { IconPlus, IconSearch, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { ConversationSummary } from '@/bindings';
import { ErrorLine } from '@/components/ErrorLine';
import { LoadingBars } from '@/components/LoadingBars';
import { useConversations, useFoundConversations } from '@/queries';
import { words } from '@/words';
import { groupOf, type Group } from '@/words/time';
import { ConversationRow } from './ConversationRow';
import classes from './ConversationList.module.css';

const GROUPS: Group[] = ['today', 'yesterday', 'week', 'month', 'older'];

type Props = { selected: number | null; onSelect: (id: number) => void; onNew: () => void; children?: React.ReactNode };

/** The person's conversations by day. ↑ and ↓ move between rows, Enter opens. */
export function ConversationList({ selected, onSelect, onNew, children }: Props) {
  const { data, error } = useConversations();
  const [query, setQuery] = useState<string | null>(null);
  const wanted = query?.trim() ?? '';
  const found = useFoundConversations(wanted);
  const shown = (wanted === '' ? data : found.data) ?? [];
  const icon = { size: 18, stroke: 1.75, 'aria-hidden': true } as const;
  return (
    <nav className={classes.root} aria-label={words.chat.list} data-region="list" tabIndex={-1}>
      <header className={classes.bar}>
        <h1 className={classes.title}>{words.chat.title}</h1>
        <ActionIcon aria-label={query === null ? words.chat.search : words.chat.closeSearch} aria-expanded={query !== null} onClick={() => setQuery(query === null ? '' : null)}>
          {query === null ? <IconSearch {...icon} /> : <IconX {...icon} />}
        </ActionIcon>
        <ActionIcon aria-label={words.chat.create} onClick={onNew} data-testid="new-conversation"><IconPlus {...icon} /></ActionIcon>
      </header>
      {query !== null && (
        <div className={classes.search}>
          <TextInput autoFocus placeholder={words.chat.searchPlaceholder} aria-label={words.chat.search} value={query} onChange={(event) => setQuery(event.currentTarget.value)} onKeyDown={(event) => event.key === 'Escape' && setQuery(null)} />
        </div>
      )}
      <div className={classes.rows} onKeyDown={moveFocus}>
        {error && <ErrorLine error={error} />}
        {!data && !error && <LoadingBars rows={6} />}
        {data?.length === 0 && <p className={classes.nothing}>{words.chat.empty}</p>}
        {found.error && <ErrorLine error={found.error} />}
        {wanted !== '' && found.data?.length === 0 && <p className={classes.nothing}>{words.chat.noMatch(query ?? '')}</p>}
        {GROUPS.map((group) => <GroupRows key={group} group={group} rows={shown.filter(({ updated_at }) => groupOf(updated_at) === group)} selected={selected} onSelect={onSelect} />)}
      </div>
      {children}
    </nav>
  );
}

function GroupRows({ group, rows, selected, onSelect }: { group: Group; rows: ConversationSummary[]; selected: number | null; onSelect: (id: number) => void }) {
  if (rows.length === 0) return null;
  return (
    <section aria-label={words.chat.groups[group]}>
      <h2 className={classes.group}>{words.chat.groups[group]}</h2>
      <ul className={classes.list}>
        {rows.map((row) => <li key={row.id} className={classes.item}><ConversationRow row={row} chosen={row.id === selected} onSelect={onSelect} /></li>)}
      </ul>
    </section>
  );
}

function moveFocus(event: React.KeyboardEvent<HTMLDivElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const next = rows[rows.indexOf(document.activeElement as HTMLElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
