import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { JsonValue, Tool } from '@/bindings';
import { toolWords, words } from '@/words';
import { ErrorLine } from './ErrorLine';
import { Gated } from './Gated';
import { RiskMark } from './RiskMark';
import { collect, fieldsOf } from './schema';
import { SchemaField } from './SchemaField';
import classes from './SchemaForm.module.css';

type Props = {
  tool: Tool; permissionTitle?: (code: string) => string; busy?: boolean; error?: unknown;
  onSubmit: (args: { [key: string]: JsonValue }) => void; onCancel: () => void;
};

/** A form made from a tool's schema. What it sends is decided by the gate, like all else. */
export function SchemaForm({ tool, permissionTitle = (code) => code, busy = false, error, onSubmit, onCancel }: Props) {
  const fields = useMemo(() => fieldsOf(tool.schema), [tool.schema]);
  const [raws, setRaws] = useState<Record<string, string>>({});
  const [problems, setProblems] = useState<Record<string, string>>({});
  const label = toolWords(tool.name, tool.title).label;

  const submit = (event?: React.FormEvent) => {
    event?.preventDefault();
    if (busy || tool.decision === 'denied') return;
    const read = collect(fields, raws);
    setProblems(read.problems);
    if (Object.keys(read.problems).length === 0) onSubmit(read.arguments);
  };
  const change = (name: string) => (value: string) => {
    setRaws((before) => ({ ...before, [name]: value }));
    setProblems((before) => Object.fromEntries(Object.entries(before).filter(([key]) => key !== name)));
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onCancel();
    }
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
  };

  return (
    <form className={classes.root} onSubmit={submit} onKeyDown={onKeyDown} noValidate aria-label={label} data-testid="tool-form" data-tool={tool.name}>
      <header className={classes.head}>
        <h2 className={classes.title}>{label}</h2>
        <span className={classes.name}>{`/${tool.name}`}</span>
        <RiskMark risk={tool.risk} word="long" />
        <ActionIcon aria-label={words.common.close} onClick={onCancel}><IconX size={16} stroke={1.75} /></ActionIcon>
      </header>
      <div className={classes.fields}>
        {tool.description && <p className={classes.line}>{tool.description}</p>}
        {fields.length === 0 && <p className={classes.line}>{words.form.noArguments}</p>}
        {fields.map((field, n) => (
          <SchemaField key={field.name} field={field} value={raws[field.name] ?? ''} problem={problems[field.name]} onChange={change(field.name)} autoFocus={n === 0} />
        ))}
      </div>
      {tool.decision === 'ask' && (
        <div className={classes.line}>
          <p className={classes.line}>{words.form.writesIt}</p>
          {tool.permission && <Gated decision="ask" label={label} permission={permissionTitle(tool.permission)} onAct={() => undefined} />}
        </div>
      )}
      <ErrorLine error={error} />
      <footer className={classes.foot}>
        <Button variant="subtle" color="gray" onClick={onCancel}>{words.common.cancel}</Button>
        <Gated decision={tool.decision === 'denied' ? 'denied' : 'allowed'} label={label} reason={tool.reason} busy={busy} onAct={submit} button={{ variant: 'filled', 'data-testid': 'form-submit' }} />
      </footer>
    </form>
  );
}
