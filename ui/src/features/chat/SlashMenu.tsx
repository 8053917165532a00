import { IconBell, IconChecklist, IconCloud, IconKey, IconLock, IconNote, IconTool, IconUser } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import type { Tool } from '@/bindings';
import { KeyCap } from '@/components/KeyCap';
import { toolWords, words } from '@/words';
import classes from './Composer.module.css';

const FAMILY: [prefix: string, icon: typeof IconTool][] = [
  ['notes', IconNote], ['tasks', IconChecklist], ['alarms', IconBell], ['weather', IconCloud], ['auth', IconUser], ['users', IconUser],
];
const TAB = 'Tab';

/** The tools a typed slash word could mean: names that begin with it first. */
export function matching(tools: Tool[], draft: string): Tool[] {
  const word = /^\/(\S*)$/.exec(draft)?.[1]?.toLowerCase();
  if (word === undefined) return [];
  const starts = tools.filter(({ name }) => name.toLowerCase().startsWith(word));
  const holds = tools.filter((tool) => !starts.includes(tool) && `${tool.name} ${toolWords(tool.name, tool.title).label}`.toLowerCase().includes(word));
  return [...starts, ...holds];
}

export function SlashMenu({ tools, chosen, onTake }: { tools: Tool[]; chosen: string; onTake: (tool: Tool) => void }) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    // Some engines answer with a promise.
    void list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <ul ref={list} id="slash-menu" role="listbox" aria-label={words.composer.menu} className={classes.menu} data-testid="slash-menu">
      {tools.map((tool) => {
        const Icon = FAMILY.find(([prefix]) => tool.name.startsWith(prefix))?.[1] ?? IconTool;
        const selected = tool.name === chosen;
        return (
          <li
            key={tool.name} id={`slash-${tool.name}`} role="option" aria-selected={selected} className={classes.option} data-tool={tool.name} data-decision={tool.decision}
            onMouseDown={(event) => event.preventDefault()} onClick={() => onTake(tool)}
          >
            <Icon size={16} stroke={1.75} aria-hidden="true" />
            <span className={classes.word}>{`/${tool.name}`}</span>
            <span className={classes.does}>{toolWords(tool.name, tool.title).label}</span>
            {tool.decision === 'ask' && <span className={classes.state}><IconKey size={14} stroke={1.75} aria-hidden="true" />{words.composer.ask}</span>}
            {tool.decision === 'denied' && <span className={classes.state} title={tool.reason ?? undefined}><IconLock size={14} stroke={1.75} aria-hidden="true" />{words.composer.denied}</span>}
            {selected && <KeyCap>{TAB}</KeyCap>}
          </li>
        );
      })}
    </ul>
  );
}
