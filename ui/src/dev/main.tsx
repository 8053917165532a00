import '@mantine/core/styles.css';
import '@mantine/spotlight/styles.css';
import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import '@/theme/global.css';
import { createRoot } from 'react-dom/client';
import { App } from '@/app/App';
import { scriptedHost } from './script';
import { admin, alice, bob, desk } from './world';

// dev.html?start=signed-out|empty|real|alice|admin
const start = new URLSearchParams(location.search).get('start') ?? 'signed-out';
const notices = ['Keys lie in an encrypted file, because no keyring answered.'];
const desks = {
  'signed-out': desk(),
  empty: desk({ workspace: 'empty', demo_people: [] }),
  real: desk({ workspace: 'real', demo_people: [] }),
  admin: desk({ active: admin, signed_in: [admin, alice] }),
  alice: desk({ active: alice, signed_in: [alice, bob] }),
  notice: desk({ active: alice, signed_in: [alice, bob], notices }),
};

const host = scriptedHost(desks[start as keyof typeof desks] ?? desks['signed-out']);
createRoot(document.getElementById('root') as HTMLElement).render(<App host={host} />);
