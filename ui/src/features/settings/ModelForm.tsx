import { Autocomplete, Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Models, Person } from '@/bindings';
import { ApprovalCard } from '@/components/ApprovalCard';
import { ErrorLine } from '@/components/ErrorLine';
import { failureOf } from '@/components/failure';
import { keys, useCommand, useServedModels } from '@/queries';
import { words } from '@/words';
import { Findings } from './Findings';
import { KeyStep } from './KeyStep';
import { OTHER, ServiceList } from './ServiceList';
import classes from './Model.module.css';

const said = words.models;

/** A service, a model of it, its key; then a test, or the choice with its card. */
export function ModelForm({ models, viewer }: { models: Models; viewer: Person }) {
  const client = useQueryClient();
  const served = useServedModels(true);
  const known = models.presets.find(({ address }) => address === models.address);
  const [service, setService] = useState<string | null>(known?.id ?? (models.address ? OTHER : null));
  const [other, setOther] = useState(known ? '' : (models.address ?? ''));
  const [typed, setTyped] = useState(models.source === 'nobody' ? null : models.model.name);
  const [incomplete, setIncomplete] = useState(false);
  const test = useCommand('test_model');
  const verdict = useCommand('record_verdict', () => {
    void client.invalidateQueries({ queryKey: keys.models });
    void client.invalidateQueries({ queryKey: keys.desk });
  });
  const choose = useCommand('choose_model');
  const preset = models.presets.find(({ id }) => id === service);
  const address = (service === OTHER ? other : (preset?.address ?? '')).trim();
  const names = [...new Set(served.data?.find(({ id }) => id === service)?.models ?? [])];
  const name = typed ?? names[0] ?? '';
  const waiting = choose.data?.hold && !verdict.data ? choose.data : null;
  const busy = test.isPending || choose.isPending;

  const anew = () => {
    setIncomplete(false);
    test.reset();
    choose.reset();
    verdict.reset();
  };
  const take = (id: string) => {
    anew();
    setService(id);
    setTyped(null);
  };
  const complete = (then: (model: string) => void) => () => {
    anew();
    if (address === '' || name.trim() === '') setIncomplete(true);
    else then(name.trim());
  };
  const refused = choose.data?.denial ? failureOf(choose.data.denial.explanation) : null;
  const decided = verdict.data;

  return (
    <>
      <ServiceList models={models} served={served.data} looking={served.isFetching} chosen={service} onChoose={take} onLook={() => void served.refetch()} />
      <div className={classes.fields}>
        {service === OTHER && <TextInput label={said.address} placeholder={said.addressExample} value={other} onChange={(event) => { anew(); setOther(event.currentTarget.value); }} data-testid="model-address" />}
        <Autocomplete className={service === OTHER ? undefined : classes.whole} label={said.name} placeholder={said.namePlaceholder} data={names} value={name} onChange={(value) => { anew(); setTyped(value); }} data-testid="model-name" />
      </div>
      {address !== '' && (preset === undefined || preset.needs_key || models.keys.includes(address)) && models.source !== 'environment' && <KeyStep key={address} address={address} kept={models.keys.includes(address)} viewer={viewer} />}
      {test.data && <Findings findings={test.data} />}
      <ErrorLine error={incomplete ? failureOf(said.missing) : (test.error ?? choose.error ?? refused)} />
      {waiting?.hold && (
        <ApprovalCard
          call={waiting} viewer={viewer.name} busy={verdict.isPending} error={verdict.error} letters={false}
          onVerdict={(approve, digest) => waiting.hold && verdict.mutate({ hold_id: waiting.hold.id, digest, approve, reason: null })}
        />
      )}
      {decided && <p className={classes.done} role="status">{decided.state === 'succeeded' ? (decided.object ? said.used(decided.object) : said.usedNone) : said.left}</p>}
      {!waiting && (
        <div className={classes.buttons}>
          {models.source === 'chosen' && <Button className={classes.first} variant="subtle" color="gray" disabled={busy} onClick={() => { anew(); choose.mutate({ address: null, model: null }); }} data-testid="model-none">{said.useNone}</Button>}
          <Button loading={test.isPending} disabled={choose.isPending} onClick={complete((model) => test.mutate({ address, model }))} data-testid="model-test">{said.test}</Button>
          <Button variant="filled" loading={choose.isPending} disabled={test.isPending} onClick={complete((model) => choose.mutate({ address, model }))} data-testid="model-use">{said.use}</Button>
        </div>
      )}
    </>
  );
}
