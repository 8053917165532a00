import { ActionIcon } from '@mantine/core';
import { IconInfoCircle, IconX } from '@tabler/icons-react';
import { words } from '@/words';
import classes from './NoticeLine.module.css';

export function NoticeLine({ text, onDismiss }: { text: string; onDismiss: () => void }) {
  return (
    <div className={classes.root} role="status" data-testid="notice">
      <IconInfoCircle size={16} stroke={1.75} aria-hidden="true" />
      <span className={classes.text}>{text}</span>
      <ActionIcon size={24} aria-label={words.common.dismiss} onClick={onDismiss}><IconX size={16} stroke={1.75} /></ActionIcon>
    </div>
  );
}
