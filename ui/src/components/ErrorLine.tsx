import { IconAlertCircle } from '@tabler/icons-react';
import { asApiError } from '@/host';
import { words } from '@/words';
import classes from './ErrorLine.module.css';

export function errorText(thrown: unknown): string {
  const message = asApiError(thrown)?.message;
  if (!message) return words.errors.unknown;
  return message.charAt(0).toUpperCase() + message.slice(1) + (/[.?…]$/.test(message) ? '' : '.');
}

/** What failed, said where it failed. */
export function ErrorLine({ error, children }: { error: unknown; children?: React.ReactNode }) {
  if (!error) return null;
  return (
    <p className={classes.root} role="alert" data-testid="error">
      <IconAlertCircle size={16} stroke={1.75} aria-hidden="true" />
      <span>{errorText(error)}</span>
      {children}
    </p>
  );
}
