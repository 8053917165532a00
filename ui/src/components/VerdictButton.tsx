import { Button } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { KeyCap } from './KeyCap';
import classes from './VerdictButton.module.css';

type Props = {
  approve: boolean; label: string; off: boolean; onPress: () => void; letter: string | null; describedBy?: string;
  ref?: React.Ref<HTMLButtonElement>;
};

/** Reject and Approve look the same: no fill, no colour. Off keeps the focus, and does nothing. */
export function VerdictButton({ approve, label, off, onPress, letter, describedBy, ref }: Props) {
  const Icon = approve ? IconCheck : IconX;
  return (
    <Button
      ref={ref}
      data-testid={approve ? 'approve' : 'reject'}
      classNames={{ root: classes.root }}
      leftSection={<Icon size={16} stroke={1.75} aria-hidden="true" />}
      rightSection={letter ? <KeyCap>{letter}</KeyCap> : undefined}
      aria-disabled={off || undefined}
      data-locked={describedBy ? true : undefined}
      aria-keyshortcuts={letter ?? undefined}
      aria-describedby={describedBy}
      onClick={() => !off && onPress()}
    >
      {label}
    </Button>
  );
}
