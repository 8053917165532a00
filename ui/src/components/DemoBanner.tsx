import { IconFlask } from '@tabler/icons-react';
import { words } from '@/words';
import classes from './DemoBanner.module.css';

/** One calm line that says this is the demo office, and where its data lies. */
export function DemoBanner({ dir }: { dir: string }) {
  return (
    <p className={classes.root} data-testid="demo-banner">
      <IconFlask size={14} stroke={1.75} aria-hidden="true" />
      <strong>{words.demo.label}</strong>
      <span className={classes.line} title={words.demo.line(dir)}>{words.demo.line(dir)}</span>
    </p>
  );
}
