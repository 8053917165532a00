import type { Person } from '@/bindings';
import type { Page } from './Shell';

/** What keys and the search can do in the shell. */
export type Does = {
  open: (page: Page) => void;
  openConversation: (id: number | null) => void;
  run: (tool: string) => void;
  find: () => void;
  settings: () => void;
  keys: () => void;
  switchTo: (person: Person) => void;
  signOut: () => void;
};
