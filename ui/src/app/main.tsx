import '@mantine/core/styles.css';
import '@mantine/spotlight/styles.css';
import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import '@/theme/global.css';
import { createRoot } from 'react-dom/client';
import { tauriHost } from '@/host/tauri';
import { App } from './App';

createRoot(document.getElementById('root') as HTMLElement).render(<App host={tauriHost} />);
