import { useState } from 'react';
import type { Person } from '@/bindings';
import { asApiError } from '@/host';
import { useDeskCommand } from '@/queries';

const NEEDED = 'PASSWORD_NEEDED';

/** Switching to somebody signed in here; asks for the password when the desk says so. */
export function useSwitch() {
  const [asking, setAsking] = useState<Person | null>(null);
  const command = useDeskCommand('switch_person', () => setAsking(null));
  const begin = (person: Person) =>
    command.mutate({ person_id: person.id, password: null }, { onError: () => setAsking(person) });
  const needed = asApiError(command.error)?.code === NEEDED;
  return {
    asking, begin,
    busy: command.isPending,
    error: needed ? null : command.error,
    withPassword: (password: string) => asking && command.mutate({ person_id: asking.id, password }),
    end: () => { setAsking(null); command.reset(); },
  };
}
