import { useRef, useState } from 'react';
import type { JsonValue } from '@/bindings';
import { words } from '@/words';
import { HiddenWarning } from './HiddenWarning';
import { Revealed } from './Revealed';
import { useSeen } from './useSeen';
import classes from './Arguments.module.css';

const LINE = 20;
const PADDING = 8;

/** Keys stand in a column of their own, so that no value can pass for another argument. */
function Value({ value }: { value: JsonValue }) {
  if (typeof value === 'string') return <Revealed text={`"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`} />;
  if (value === null || typeof value !== 'object') return <>{String(value)}</>;
  const entries: [string, JsonValue][] = Object.entries(value);
  if (entries.length === 0) return <>{Array.isArray(value) ? '[]' : '{}'}</>;
  return <Rows entries={entries} />;
}

function Rows({ entries }: { entries: [string, JsonValue][] }) {
  return (
    <dl className={classes.rows}>
      {entries.map(([key, child]) => (
        <div key={key} className={classes.row}>
          <dt className={classes.key}><Revealed text={key} />{':'}</dt>
          <dd className={classes.value}><Value value={child} /></dd>
        </div>
      ))}
    </dl>
  );
}

type Props = { value: JsonValue; tool?: string; onSeen?: () => void };

/** The arguments of a call: whole, wrapped, never cut. Past twelve lines they scroll inside, and say where one is. */
export function Arguments({ value, tool, onSeen }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const end = useSeen(onSeen);
  const [place, setPlace] = useState<{ at: number; of: number } | null>(null);
  const measure = () => {
    const box = scroller.current;
    if (!box || box.scrollHeight <= box.clientHeight + 1) return;
    const of = Math.round((box.scrollHeight - 2 * PADDING) / LINE);
    setPlace({ at: Math.min(of, Math.floor((box.scrollTop + box.clientHeight - PADDING) / LINE)), of });
  };
  const attach = (box: HTMLDivElement | null) => {
    scroller.current = box;
    if (box && !place) measure();
  };
  const empty = value === null || (typeof value === 'object' && Object.keys(value).length === 0);
  const entries: [string, JsonValue][] = value !== null && typeof value === 'object' ? Object.entries(value) : [['', value]];
  return (
    <div>
      <div ref={attach} className={classes.box} onScroll={measure} tabIndex={place ? 0 : undefined} role="group" aria-label={words.args.label}>
        {tool && <div className={classes.tool}>{tool}</div>}
        {empty ? <span className={classes.none}>{words.args.none}</span> : <Rows entries={entries} />}
        <span ref={end} className={classes.end} />
      </div>
      {place && <p className={classes.place}>{words.args.line(place.at, place.of)}</p>}
      <HiddenWarning value={value} />
    </div>
  );
}
