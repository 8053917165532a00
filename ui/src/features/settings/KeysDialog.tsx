import { Modal } from '@mantine/core';
import { KeyCap } from '@/components/KeyCap';
import { words } from '@/words';
import classes from './Keys.module.css';

export function KeysDialog({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={words.keys.title} size={560} closeButtonProps={{ 'aria-label': words.common.close }}>
      <dl className={classes.list}>
        {words.keys.rows.map(([caps, does]) => (
          <div key={does} className={classes.row}>
            <dt className={classes.caps}>{caps.map((cap) => <KeyCap key={cap}>{cap}</KeyCap>)}</dt>
            <dd className={classes.does}>{does}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
