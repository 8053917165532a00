import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Event } from '@/bindings';
import type { Host } from './host';

const EVENT = 'assent-event';

export const tauriHost: Host = {
  call: (name, args) => invoke(name, { args }),
  listen(receive) {
    const listening = listen<Event>(EVENT, ({ payload }) => receive(payload));
    return () => void listening.then((stop) => stop());
  },
};
