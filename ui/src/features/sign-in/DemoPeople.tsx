import { useEffect } from 'react';
import type { DemoPerson } from '@/bindings';
import { Avatar } from '@/components/Avatar';
import { KeyCap } from '@/components/KeyCap';
import { useLetterKeys } from '@/queries/settings';
import classes from './SignIn.module.css';

const inField = (target: EventTarget | null) => target instanceof HTMLElement && target.closest('input, textarea, select') !== null;

/** The demo people: one click, or the key of the row. */
export function DemoPeople({ people, busy, onPick }: { people: DemoPerson[]; busy: boolean; onPick: (email: string) => void }) {
  const [letters] = useLetterKeys();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const person = people[Number(event.key) - 1];
      if (!letters || busy || !person || inField(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      onPick(person.email);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [people, busy, letters, onPick]);
  return (
    <ul className={classes.people}>
      {people.map(({ email, name, role, summary }, n) => (
        <li key={email}>
          <button type="button" className={classes.person} disabled={busy} onClick={() => onPick(email)} data-testid={`demo-${email.split('@')[0]}`}>
            <Avatar name={name} size={36} />
            <span className={classes.who}>
              <span><span className={classes.name}>{name}</span> <span className={classes.role}>{role}</span></span>
              <span className={classes.summary}>{summary}</span>
            </span>
            <span className={classes.email}>{email}</span>
            {letters && <KeyCap>{String(n + 1)}</KeyCap>}
          </button>
        </li>
      ))}
    </ul>
  );
}
