import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ErrorLine } from '@/components/ErrorLine';
import { failureOf } from '@/components/failure';
import { useDeskCommand } from '@/queries';
import { words } from '@/words';
import classes from './SignIn.module.css';

export function SignInForm({ onDone, autoFocus }: { onDone?: () => void; autoFocus: boolean }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState(false);
  const signIn = useDeskCommand('sign_in', onDone);
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const incomplete = email.trim() === '' || password === '';
    setMissing(incomplete);
    if (!incomplete && !signIn.isPending) signIn.mutate({ email: email.trim(), password });
  };
  return (
    <form onSubmit={submit} noValidate>
      <div className={classes.form}>
        <TextInput className={classes.grow} placeholder={words.signIn.email} aria-label={words.signIn.email} type="email" autoComplete="username" autoFocus={autoFocus} value={email} onChange={(event) => setEmail(event.currentTarget.value)} data-testid="email" />
        <PasswordInput
          className={classes.grow} placeholder={words.signIn.password} aria-label={words.signIn.password} autoComplete="current-password" value={password}
          onChange={(event) => setPassword(event.currentTarget.value)} data-testid="password" visibilityToggleButtonProps={{ 'aria-label': words.signIn.showPassword }}
        />
        <Button type="submit" loading={signIn.isPending} data-testid="sign-in">{words.signIn.submit}</Button>
      </div>
      <ErrorLine error={missing ? failureOf(words.signIn.missing) : signIn.error} />
    </form>
  );
}
