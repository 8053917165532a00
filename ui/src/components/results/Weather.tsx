import { Anchor } from '@mantine/core';
import { useState } from 'react';
import { Revealed } from '@/components/Revealed';
import { words } from '@/words';
import { dayName } from '@/words/time';
import { KeyValues } from './KeyValues';
import { asList, asNumber, asObject, asText, type Fields } from './shape';
import classes from './results.module.css';

const FIRST = 7;

function age(seconds: number): string {
  const { weather } = words.results;
  if (seconds < 90) return weather.now;
  return seconds < 5400 ? weather.minutes(Math.round(seconds / 60)) : weather.hours(Math.round(seconds / 3600));
}

function amount(entry: Fields, key: string, unit: string | null): string | null {
  const value = asNumber(entry[key]);
  return value === null ? null : `${value} ${unit ?? ''}`.trim();
}

function Row({ entry, units }: { entry: Fields; units: Fields }) {
  const { weather } = words.results;
  const day = asText(entry['date']);
  const degrees = asText(units['temperature']);
  const span = [amount(entry, 'temperature_min', null), amount(entry, 'temperature_max', degrees)].filter(Boolean).join(' – ');
  const feels = amount(entry, 'feels_like', degrees);
  const chance = asNumber(entry['precipitation_percent']);
  const rain = [amount(entry, 'precipitation', asText(units['precipitation'])), chance === null ? null : weather.chance(chance)].filter(Boolean).join(', ');
  const wind = amount(entry, 'wind_speed', asText(units['wind_speed'])) ?? amount(entry, 'wind_speed_max', asText(units['wind_speed']));
  return (
    <tr>
      <th scope="row">{day ? dayName(`${day}T12:00:00`) : (asText(entry['local']) ?? asText(entry['at']))}</th>
      <td>{asText(entry['weather'])}</td>
      <td>{amount(entry, 'temperature', degrees) ?? span}{feels && <span className={classes.aside}>{weather.feels(feels)}</span>}</td>
      <td>{rain}</td>
      <td>{wind && weather.wind(wind)}</td>
    </tr>
  );
}

/** A weather report: the place, a line for each time, where it comes from and how old it is. */
export function Weather({ value }: { value: Fields }) {
  const [all, setAll] = useState(false);
  const place = asObject(value['place']);
  const entries = asList(value['values'])?.map(asObject).filter((entry) => entry !== null);
  if (!place || !entries) return <KeyValues value={value} />;
  const units = asObject(value['units']) ?? {};
  const name = ['name', 'region', 'country'].map((key) => asText(place[key])).filter(Boolean).join(', ');
  const note = asText(place['note']);
  const source = asText(value['source']);
  return (
    <div>
      <div className={classes.noteTitle}><Revealed text={name} /></div>
      {note && <p className={classes.faint}><Revealed text={note} /></p>}
      <table className={classes.weather}><tbody>{(all ? entries : entries.slice(0, FIRST)).map((entry, n) => <Row key={n} entry={entry} units={units} />)}</tbody></table>
      {!all && entries.length > FIRST && <Anchor component="button" type="button" size="sm" onClick={() => setAll(true)}>{words.call.all(entries.length)}</Anchor>}
      {source && <p className={classes.faint}>{words.results.weather.from(source, age(asNumber(value['age_seconds']) ?? 0))} {value['stale'] === true && words.results.weather.stale}</p>}
    </div>
  );
}
