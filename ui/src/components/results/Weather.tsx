import { KeyValues } from './KeyValues';
import { asObject, asText, type Fields } from './shape';
import classes from './results.module.css';

const PLACE = ['place', 'location', 'resolved_place'];

function placeName(value: Fields): string | null {
  for (const key of PLACE) {
    const name = asText(value[key]) ?? asText(asObject(value[key])?.['name']);
    if (name) return name;
  }
  return null;
}

/** The weather: the place first, then what is known of it. */
export function Weather({ value }: { value: Fields }) {
  const place = placeName(value);
  const rest = Object.fromEntries(Object.entries(value).filter(([key]) => !(place && PLACE.includes(key))));
  return (
    <div>
      {place && <div className={classes.noteTitle}>{place}</div>}
      <KeyValues value={rest} />
    </div>
  );
}
