import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import type { Models, ServedModels } from '@/bindings';
import { words } from '@/words';
import classes from './Model.module.css';

export const OTHER = 'other';
const said = words.models;

type Props = { models: Models; served: ServedModels[] | undefined; looking: boolean; chosen: string | null; onChoose: (id: string) => void; onLook: () => void };

/** Services one may know, and which of those on this computer answer now. */
export function ServiceList({ models, served, looking, chosen, onChoose, onLook }: Props) {
  const rows = [...models.presets.map(({ id, name, address, needs_key }) => ({ id, name, address, local: !needs_key })), { id: OTHER, name: said.other, address: '', local: false }];
  return (
    <div>
      <div className={classes.head}>
        <span id="services" className={classes.legend}>{said.service}</span>
        <Button size="compact-xs" variant="subtle" color="gray" leftSection={<IconRefresh size={14} stroke={1.75} />} disabled={looking} onClick={onLook}>{looking ? said.looking : said.again}</Button>
      </div>
      <div className={classes.services} role="radiogroup" aria-labelledby="services">
        {rows.map(({ id, name, address, local }) => {
          const found = served?.find((one) => one.id === id);
          return (
            <label key={id} className={classes.service} data-chosen={chosen === id || undefined} data-testid={`service-${id}`}>
              <input type="radio" name="service" value={id} checked={chosen === id} onChange={() => onChoose(id)} />
              <span>{name}</span>
              <span className={classes.address}>{address}</span>
              <span className={classes.state} data-answers={found !== undefined || undefined}>{local ? (found ? said.answers(found.models.length) : served ? said.silent : said.looking) : id === OTHER ? '' : said.remote}</span>
            </label>
          );
        })}
      </div>
    </div>
  );
}
