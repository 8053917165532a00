import { Button, Textarea } from '@mantine/core';
import { IconArrowUp, IconPlayerStop } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Run, Tool } from '@/bindings';
import { ErrorLine } from '@/components/ErrorLine';
import { KeyCap } from '@/components/KeyCap';
import { receive, useCommand } from '@/queries';
import { words } from '@/words';
import { HintLine } from './HintLine';
import { matching, SlashMenu } from './SlashMenu';
import { useEscape } from './useEscape';
import classes from './Composer.module.css';

type Props = { run: Run | null; tools: Tool[]; draft: string; busy: boolean; onDraft: (text: string) => void; onCommand: (tool: string) => void; onSend: (text: string) => void };

const ESC = 'Esc';

export function MessageBox({ run, tools, draft, busy, onDraft, onCommand, onSend }: Props) {
  const box = useRef<HTMLTextAreaElement>(null);
  const [chosen, setChosen] = useState(0);
  const [closed, setClosed] = useState(false);
  const client = useQueryClient();
  const stop = useCommand('stop_run', (stopped) => receive(client, { kind: 'run', run: stopped }));
  const running = run?.state === 'running';
  const stoppable = running || run?.state === 'waiting';
  const found = closed ? [] : matching(tools, draft);
  const current = found[Math.min(chosen, found.length - 1)];
  const sendable = draft.trim() !== '' && !busy && !running;

  const send = () => {
    box.current?.focus({ preventScroll: true });
    if (sendable) onSend(draft);
  };
  const end = () => run && stoppable && !stop.isPending && stop.mutate({ run_id: run.id });
  const take = (tool: Tool) => {
    onDraft('');
    onCommand(tool.name);
  };
  const change = (text: string) => {
    setChosen(0);
    setClosed(false);
    onDraft(text);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const { key } = event;
    if (current && (key === 'Tab' || key === 'Enter') && !event.shiftKey) take(current);
    else if (current && (key === 'ArrowDown' || key === 'ArrowUp')) setChosen((chosen + (key === 'ArrowDown' ? 1 : found.length - 1)) % found.length);
    else if (current && key === 'Escape') setClosed(true);
    else if (key === 'Escape' && stoppable) end();
    else if (key === 'Enter' && !event.shiftKey) send();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  useEscape(running, end);
  useEffect(() => {
    box.current?.focus({ preventScroll: true });
  }, []);

  return (
    <>
      <ErrorLine error={stop.error} />
      <div className={classes.root}>
        {current && <SlashMenu tools={found} chosen={current.name} onTake={take} />}
        <Textarea
          ref={box} classNames={{ input: classes.input }} variant="unstyled" autosize minRows={1} maxRows={8} value={draft} readOnly={busy} data-composer
          placeholder={run?.state === 'waiting' ? words.composer.reply : words.composer.placeholder} aria-label={words.composer.label}
          role="combobox" aria-expanded={current !== undefined} aria-autocomplete="list" aria-controls={current && 'slash-menu'} aria-activedescendant={current && `slash-${current.name}`}
          onChange={(event) => change(event.currentTarget.value)} onKeyDown={onKeyDown} data-testid="composer"
        />
        <div className={classes.tools}>
          <span className={classes.count} data-testid="run-count">{run && <Count run={run} />}</span>
          {stoppable && <Button size="xs" leftSection={<IconPlayerStop size={16} stroke={1.75} />} rightSection={<KeyCap>{ESC}</KeyCap>} onClick={end} loading={stop.isPending} data-testid="stop">{words.composer.stop}</Button>}
          {!running && (!stoppable || draft !== '') && <Button size="xs" variant="filled" leftSection={<IconArrowUp size={16} stroke={1.75} />} aria-disabled={!sendable || undefined} onClick={send} loading={busy} data-testid="send" className={classes.send}>{words.composer.send}</Button>}
        </div>
      </div>
      <HintLine />
    </>
  );
}

function Count({ run }: { run: Run }) {
  const tokens = run.prompt_tokens + run.completion_tokens;
  const steps = words.composer.steps(run.step, run.max_steps);
  return <>{tokens > 0 ? `${steps} · ${words.composer.tokens(tokens)}` : steps}</>;
}
