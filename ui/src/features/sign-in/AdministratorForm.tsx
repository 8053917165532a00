import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ErrorLine } from '@/components/ErrorLine';
import { failureOf } from '@/components/failure';
import { useDeskCommand } from '@/queries';
import { words } from '@/words';
import classes from './SignIn.module.css';

export function AdministratorForm({ onBack }: { onBack: () => void }) {
  const [form, setForm] = useState({ name: '', email: '', password: '' });
  const [missing, setMissing] = useState(false);
  const create = useDeskCommand('set_up_administrator');
  const put = (field: keyof typeof form) => (event: React.ChangeEvent<HTMLInputElement>) => {
    const { value } = event.currentTarget;
    setForm((before) => ({ ...before, [field]: value }));
  };
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    const incomplete = form.name.trim() === '' || form.email.trim() === '' || form.password === '';
    setMissing(incomplete);
    if (!incomplete && !create.isPending) create.mutate({ ...form, name: form.name.trim(), email: form.email.trim() });
  };
  return (
    <form onSubmit={submit} noValidate className={classes.stack}>
      <TextInput label={words.setup.name} autoFocus autoComplete="name" value={form.name} onChange={put('name')} data-testid="setup-name" />
      <TextInput label={words.setup.email} type="email" autoComplete="username" value={form.email} onChange={put('email')} data-testid="setup-email" />
      <PasswordInput label={words.setup.password} autoComplete="new-password" value={form.password} onChange={put('password')} data-testid="setup-password" visibilityToggleButtonProps={{ 'aria-label': words.signIn.showPassword }} />
      <ErrorLine error={missing ? failureOf(words.setup.missing) : create.error} />
      <div className={classes.buttons}>
        <Button variant="subtle" color="gray" onClick={onBack}>{words.common.back}</Button>
        <Button type="submit" variant="filled" loading={create.isPending} data-testid="setup-create">{words.setup.create}</Button>
      </div>
    </form>
  );
}
