import { Anchor } from '@mantine/core';
import { useState } from 'react';
import type { JsonValue } from '@/bindings';
import { Revealed } from '@/components/Revealed';
import { words } from '@/words';
import { exactTime, shortTime } from '@/words/time';
import { asObject, asText, type Fields } from './shape';
import classes from './results.module.css';

const FIRST = 5;

function changedAt(note: Fields): string | null {
  const at = note['updated_at'];
  return asText(at) ?? asText(asObject(at)?.['utc']) ?? null;
}

export function NoteView({ value }: { value: Fields }) {
  const at = changedAt(value);
  return (
    <div className={classes.note}>
      <div className={classes.noteHead}>
        <span className={classes.noteTitle}><Revealed text={asText(value['title']) ?? words.results.untitled} /></span>
        {at && <time className={classes.faint} dateTime={at} title={exactTime(at)}>{shortTime(at)}</time>}
      </div>
      {asText(value['content']) && <div className={classes.noteText}><Revealed text={asText(value['content']) ?? ''} /></div>}
    </div>
  );
}

export function NoteList({ items, more }: { items: JsonValue[]; more: boolean }) {
  const [all, setAll] = useState(false);
  const notes = items.map(asObject).filter((note) => note !== null);
  if (notes.length === 0) return <p className={classes.faint}>{words.results.noNotes}</p>;
  const shown = all ? notes : notes.slice(0, FIRST);
  return (
    <div>
      <ul className={classes.list}>
        {shown.map((note, n) => <li key={asText(note['id']) ?? n}><NoteView value={note} /></li>)}
      </ul>
      {shown.length < notes.length && <Anchor component="button" type="button" size="sm" onClick={() => setAll(true)}>{words.call.all(notes.length)}</Anchor>}
      {more && <p className={classes.faint}>{words.call.moreThere}</p>}
    </div>
  );
}
