import { Button, PasswordInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Models, Person } from '@/bindings';
import { ErrorLine } from '@/components/ErrorLine';
import { asApiError } from '@/host';
import { keys, useCommand, useDeskCommand } from '@/queries';
import { words } from '@/words';
import classes from './Model.module.css';

const said = words.models;

/** The key of a service, in a step of its own: it goes down once, and nothing of it comes back. */
export function KeyStep({ address, kept, viewer }: { address: string; kept: boolean; viewer: Person }) {
  const client = useQueryClient();
  const [key, setKey] = useState('');
  const [password, setPassword] = useState('');
  const give = useCommand('give_model_key', (models: Models) => {
    setKey('');
    client.setQueryData(keys.models, models);
  });
  const again = useDeskCommand('switch_person', () => {
    setPassword('');
    if (give.variables) give.mutate(give.variables);
  });
  const stale = asApiError(give.error)?.code === 'PASSWORD_NEEDED';
  const keep = (event: React.FormEvent) => {
    event.preventDefault();
    if (stale && password !== '') again.mutate({ person_id: viewer.id, password });
    else if (key.trim() !== '') give.mutate({ address, key: key.trim() });
  };
  return (
    <form onSubmit={keep} data-testid="model-key" data-kept={kept || undefined}>
      <div className={classes.kept}>
        <span>{kept ? said.keyKept : said.keyNone}</span>
        {kept && <Button size="xs" variant="subtle" color="gray" loading={give.isPending} onClick={() => give.mutate({ address, key: null })}>{said.keyForget}</Button>}
      </div>
      <div className={classes.key}>
        {stale
          ? <PasswordInput label={said.password} description={said.passwordLine} autoComplete="off" value={password} onChange={(event) => setPassword(event.currentTarget.value)} visibilityToggleButtonProps={{ 'aria-label': words.signIn.showPassword }} />
          : <PasswordInput label={kept ? said.keyNew : said.key} autoComplete="off" value={key} onChange={(event) => setKey(event.currentTarget.value)} visibilityToggleButtonProps={{ 'aria-label': words.signIn.showPassword }} data-testid="model-key-field" />}
        <Button type="submit" loading={give.isPending || again.isPending} data-testid="model-key-keep">{said.keyKeep}</Button>
      </div>
      <ErrorLine error={again.error ?? (stale ? null : give.error)} />
    </form>
  );
}
