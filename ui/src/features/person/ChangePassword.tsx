import { Button, Modal, PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { ErrorLine } from '@/components/ErrorLine';
import { useDeskCommand } from '@/queries';
import { words } from '@/words';
import classes from './dialogs.module.css';

export function ChangePassword({ onClose }: { onClose: () => void }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useDeskCommand('change_password');
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (current !== '' && next !== '') change.mutate({ current, next });
  };
  const eye = { 'aria-label': words.signIn.showPassword };
  return (
    <Modal opened onClose={onClose} title={words.person.changePassword} size={400} closeButtonProps={{ 'aria-label': words.common.close }}>
      {change.isSuccess ? (
        <div className={classes.form}>
          <p className={classes.line} role="status">{words.person.changed}</p>
          <div className={classes.buttons}><Button onClick={onClose}>{words.common.close}</Button></div>
        </div>
      ) : (
        <form onSubmit={submit} className={classes.form}>
          <PasswordInput label={words.person.current} data-autofocus autoComplete="current-password" value={current} onChange={(event) => setCurrent(event.currentTarget.value)} visibilityToggleButtonProps={eye} data-testid="password-current" />
          <PasswordInput label={words.person.next} autoComplete="new-password" value={next} onChange={(event) => setNext(event.currentTarget.value)} visibilityToggleButtonProps={eye} data-testid="password-next" />
          <ErrorLine error={change.error} />
          <div className={classes.buttons}>
            <Button variant="subtle" color="gray" onClick={onClose}>{words.common.cancel}</Button>
            <Button type="submit" variant="filled" loading={change.isPending} data-testid="password-change">{words.person.change}</Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
