import { words } from '@/words';
import { KeyValues } from './KeyValues';
import { asList, asObject, asText, type Fields } from './shape';

const titles = (value: Fields, key: string) => (asList(value[key]) ?? []).map((entry) => asText(asObject(entry)?.['title']) ?? asText(entry)).filter((title) => title !== null).join(', ');

/** Who one is and what one may do, in a few lines; the whole of it stands under My access. */
export function WhoAmI({ value }: { value: Fields }) {
  const { results } = words;
  const rows: Fields = {
    [results.person]: [asText(value['name']), asText(value['email'])].filter((part) => part !== null).join(', '),
    [results.roles]: (asList(value['roles']) ?? []).map((role) => asText(role)).join(', '),
    [results.may]: titles(value, 'permissions'),
    [results.could]: titles(value, 'requestable'),
    [results.zone]: asText(value['zone']),
  };
  return <KeyValues value={Object.fromEntries(Object.entries(rows).filter(([, text]) => text))} />;
}
