import type { JsonValue } from '@/bindings';
import { Revealed } from '@/components/Revealed';
import { words } from '@/words';
import { longTime } from '@/words/time';
import classes from './results.module.css';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

function Scalar({ value }: { value: string | number | boolean | null }) {
  if (value === null) return <span className={classes.faint}>{words.common.none}</span>;
  if (typeof value === 'boolean') return <>{value ? words.common.yes : words.common.no}</>;
  if (typeof value === 'number') return <>{String(value)}</>;
  return TIME.test(value) ? <time dateTime={value}>{longTime(value)}</time> : <Revealed text={value} />;
}

/** Any value, as names and values. */
export function KeyValues({ value }: { value: JsonValue }) {
  if (value === null || typeof value !== 'object') return <Scalar value={value} />;
  if (Array.isArray(value)) {
    if (value.length === 0) return <span className={classes.faint}>{words.common.none}</span>;
    return <ul className={classes.list}>{value.map((child, n) => <li key={n}><KeyValues value={child} /></li>)}</ul>;
  }
  return (
    <dl className={classes.pairs}>
      {Object.entries(value).map(([key, child]) => (
        <div key={key} className={classes.pair}>
          <dt className={classes.name}><Revealed text={words.fields[key] ?? key.replaceAll('_', ' ')} /></dt>
          <dd className={classes.value}><KeyValues value={child} /></dd>
        </div>
      ))}
    </dl>
  );
}
