import { Button, type ButtonProps } from '@mantine/core';
import { IconKey, IconLock } from '@tabler/icons-react';
import { useId } from 'react';
import type { ToolDecision } from '@/bindings';
import { words } from '@/words';
import classes from './Gated.module.css';

type Props = {
  decision: ToolDecision;
  /** What the ordinary button says. */
  label: string;
  /** What could be asked for, for example "create tasks". */
  permission?: string;
  reason?: string | null;
  onAct: () => void;
  /** Opens the request filled in. Without it there is no button, only the sentence: nothing is a dead end. */
  onAsk?: () => void;
  busy?: boolean;
  button?: ButtonProps & { 'data-testid'?: string };
};

/** One control, three states, from the decision in the response and nothing else. */
export function Gated({ decision, label, permission = label, reason, onAct, onAsk, busy, button }: Props) {
  const reasonId = useId();
  if (decision === 'allowed') {
    return <Button {...button} loading={busy} onClick={onAct}>{label}</Button>;
  }
  if (decision === 'ask') {
    const sentence = words.gated.couldAsk(permission, words.gated.admin);
    if (!onAsk) return <p className={classes.line}><IconKey size={16} stroke={1.75} aria-hidden="true" />{sentence}</p>;
    return (
      <Button {...button} classNames={{ root: classes.ask }} leftSection={<IconKey size={16} stroke={1.75} />} onClick={onAsk}>
        {words.gated.askFor(permission)}
      </Button>
    );
  }
  return (
    <span className={classes.locked}>
      <Button {...button} classNames={{ root: classes.lock }} leftSection={<IconLock size={16} stroke={1.75} />} aria-disabled aria-describedby={reasonId} onClick={(event) => event.preventDefault()}>
        {label}
      </Button>
      <span id={reasonId} className={classes.reason}>{reason ?? words.gated.locked}</span>
    </span>
  );
}
