import { Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Tool } from '@/bindings';
import { toolWords, words } from '@/words';
import classes from './Limits.module.css';

const said = words.limits;

type Props = { tools: Tool[]; chosen: string[]; onChoose: (names: string[]) => void };

/** The tools a conversation may use, out of those its person may. */
export function ToolChoice({ tools, chosen, onChoose }: Props) {
  const [query, setQuery] = useState('');
  const labelled = tools.map(({ name, title }) => ({ name, label: toolWords(name, title).label }));
  const found = labelled.filter(({ name, label }) => `${name} ${label}`.toLowerCase().includes(query.trim().toLowerCase()));
  const turn = (name: string, on: boolean) => onChoose(on ? [...chosen, name] : chosen.filter((other) => other !== name));
  return (
    <>
      <div className={classes.find}>
        <TextInput size="xs" placeholder={said.find} aria-label={said.find} value={query} onChange={(event) => setQuery(event.currentTarget.value)} />
        <span className={classes.count}>{said.chosen(chosen.length, tools.length)}</span>
      </div>
      <div className={classes.list} role="group" aria-label={said.someTools} tabIndex={0} data-testid="limit-tools">
        {found.map(({ name, label }) => (
          <Checkbox key={name} size="xs" label={label} checked={chosen.includes(name)} onChange={(event) => turn(name, event.currentTarget.checked)} data-tool={name} />
        ))}
        {found.length === 0 && <p className={classes.line}>{said.noMatch}</p>}
      </div>
      {chosen.length === 0 && <p className={classes.note}>{said.noTool}</p>}
    </>
  );
}
