import { Popover, SegmentedControl, Switch } from '@mantine/core';
import { IconLock, IconLockOpen } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Bounds, Conversation } from '@/bindings';
import { Chip } from '@/components/Chip';
import { ErrorLine } from '@/components/ErrorLine';
import { keys, useCommand, useTools } from '@/queries';
import { words } from '@/words';
import { ToolChoice } from './ToolChoice';
import classes from './Limits.module.css';

const said = words.limits;

/** What a conversation is held to in few words; its own name where it is one thing alone. */
function label({ tools, read_only, dry_run }: Bounds): string {
  const named = [read_only && said.readOnly, dry_run && said.dryRun, tools !== null && `${said.tools}: ${tools.length}`].filter((one) => one !== false);
  return named.length === 0 ? said.none : named.length === 1 ? (named[0] ?? said.none) : said.some(named.length);
}

/** The limits of this conversation: which tools, only reading, only plans. Each change holds from the next call on. */
export function LimitsChip({ conversation: { id, bounds } }: { conversation: Conversation }) {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const { data: tools = [] } = useTools();
  const bound = useCommand('bound_conversation', (held) => {
    client.setQueryData<Conversation>(keys.conversation(id), (before) => (before ? { ...before, bounds: held.bounds } : held));
  });
  const put = (change: Partial<Bounds>) => bound.mutate({ id, bounds: { ...bounds, ...change } });
  const shown = bound.isPending && bound.variables ? bound.variables.bounds : bounds;
  const free = label(shown) === said.none;
  const Icon = free ? IconLockOpen : IconLock;
  const names = tools.filter(({ decision }) => decision === 'allowed');
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={340} trapFocus returnFocus>
      <Popover.Target>
        <Chip icon={<Icon size={14} stroke={1.75} aria-hidden="true" />} onClick={() => setOpen(!open)} aria-label={`${said.chip}: ${label(shown)}`} data-testid="limits-chip">{label(shown)}</Chip>
      </Popover.Target>
      <Popover.Dropdown data-testid="limits">
        <h2 className={classes.title}>{said.title}</h2>
        <p className={classes.line}>{said.line}</p>
        <div className={classes.switches}>
          <Switch label={said.readOnly} description={said.readOnlyLine} classNames={{ description: classes.about }} checked={shown.read_only} onChange={(event) => put({ read_only: event.currentTarget.checked })} data-testid="limit-read-only" />
          <Switch label={said.dryRun} description={said.dryRunLine} classNames={{ description: classes.about }} checked={shown.dry_run} onChange={(event) => put({ dry_run: event.currentTarget.checked })} data-testid="limit-dry-run" />
        </div>
        <div className={classes.tools}>
          <span className={classes.label}>{said.tools}</span>
          <SegmentedControl
            aria-label={said.tools} value={shown.tools === null ? 'all' : 'some'} data={[{ value: 'all', label: said.allTools }, { value: 'some', label: said.someTools }]}
            onChange={(value) => put({ tools: value === 'all' ? null : names.filter(({ writes }) => !writes).map(({ name }) => name) })}
          />
        </div>
        {shown.tools !== null && <ToolChoice tools={names} chosen={shown.tools} onChoose={(chosen) => put({ tools: chosen })} />}
        <ErrorLine error={bound.error} />
      </Popover.Dropdown>
    </Popover>
  );
}
