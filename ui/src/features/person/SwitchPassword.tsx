import { Button, Modal, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import type { Person } from '@/bindings';
import { ErrorLine } from '@/components/ErrorLine';
import { words } from '@/words';
import classes from './dialogs.module.css';

type Props = { person: Person; busy: boolean; error: unknown; onSubmit: (password: string) => void; onClose: () => void };

export function SwitchPassword({ person, busy, error, onSubmit, onClose }: Props) {
  const [password, setPassword] = useState('');
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (password !== '') onSubmit(password);
  };
  return (
    <Modal opened onClose={onClose} title={words.person.switchTitle(person.name)} size={400} closeButtonProps={{ 'aria-label': words.common.close }}>
      <form onSubmit={submit} className={classes.form}>
        <p className={classes.line}>{words.person.switchLine(person.name)}</p>
        <PasswordInput label={words.person.password} data-autofocus autoComplete="current-password" value={password} onChange={(event) => setPassword(event.currentTarget.value)} data-testid="switch-password" visibilityToggleButtonProps={{ 'aria-label': words.signIn.showPassword }} />
        <ErrorLine error={error} />
        <div className={classes.buttons}>
          <Button variant="subtle" color="gray" onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" variant="filled" loading={busy} data-testid="switch-submit">{words.person.switchButton(person.name)}</Button>
        </div>
      </form>
    </Modal>
  );
}
