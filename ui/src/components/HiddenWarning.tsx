import { IconAlertTriangle } from '@tabler/icons-react';
import { words } from '@/words';
import { hiddenIn } from './reveal';
import classes from './HiddenWarning.module.css';

/** One line that names what was found hidden in a value; nothing when there is nothing. */
export function HiddenWarning({ value }: { value: unknown }) {
  const found = hiddenIn(value);
  const [first] = found;
  if (!first) return null;
  const kinds = [...new Set(found)];
  const what = found.length === 1 ? words.reveal.kinds[first] : kinds.map((kind) => words.reveal.many[kind]).join(', ');
  return (
    <p className={classes.root}>
      <IconAlertTriangle size={14} stroke={1.75} aria-hidden="true" />
      {words.reveal.warning(found.length, what)}
    </p>
  );
}
