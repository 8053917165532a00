import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import type { Access } from '@/bindings';
import { EmptyState } from '@/components/EmptyState';
import { ErrorLine } from '@/components/ErrorLine';
import { LoadingBars } from '@/components/LoadingBars';
import { VerdictMark } from '@/components/VerdictMark';
import { useAccess } from '@/queries';
import { words } from '@/words';
import { HeldTable } from './HeldTable';
import { RequestableTable } from './RequestableTable';
import { UsageStrip } from './UsageStrip';
import classes from './Access.module.css';

/** What the active person may do, by own click and by an agent, and what they could ask for. */
export function AccessPage() {
  const { data, error } = useAccess();
  return (
    <main className={classes.page} data-region="detail" tabIndex={-1} data-testid="access-page">
      <header className={classes.bar}>
        <h1 className={classes.title}>{words.access.title}</h1>
        {data && <span className={classes.zone}>{words.access.zone(data.zone)}</span>}
      </header>
      {error && <div className={classes.message}><ErrorLine error={error} /></div>}
      {!data && !error && <LoadingBars rows={6} />}
      {data && <UsageStrip />}
      {data && <Sheet access={data} />}
    </main>
  );
}

function Sheet({ access }: { access: Access }) {
  const [query, setQuery] = useState('');
  const wanted = query.trim().toLowerCase();
  const hit = ({ code, title, description }: { code: string; title: string; description: string }) => `${code} ${title} ${description}`.toLowerCase().includes(wanted);
  const held = access.permissions.filter(hit);
  const could = access.requestable.filter(hit);
  return (
    <>
      <div className={classes.tools}>
        <TextInput w={240} placeholder={words.access.find} aria-label={words.access.find} leftSection={<IconSearch size={16} stroke={1.75} />} value={query} onChange={(event) => setQuery(event.currentTarget.value)} />
        <span className={classes.zone}>{words.access.legend}</span>
      </div>
      <div className={classes.scroll} tabIndex={0} role="group" aria-label={words.access.of(access.person.name)}>
        {access.permissions.length === 0 && <EmptyState title={words.access.none} />}
        {wanted !== '' && held.length + could.length === 0 && <EmptyState title={words.access.noMatch} />}
        {held.length > 0 && <HeldTable permissions={held} />}
        {access.requestable.length === 0 ? <p className={classes.note}>{words.access.nothing}</p> : could.length > 0 && <RequestableTable permissions={could} />}
      </div>
      <footer className={classes.legend}>
        {(['allow', 'confirm', 'approve', 'deny'] as const).map((level) => (
          <span key={level} className={classes.key}><VerdictMark level={level} />{words.levels[level].short}<span className={classes.means}>{words.levels[level].line}</span></span>
        ))}
      </footer>
    </>
  );
}
