import { useEffect, useRef } from 'react';
import { useHost } from '@/host';

/** Tells the host, once, when the first page was on screen. */
export function usePainted(ready: boolean) {
  const host = useHost();
  const told = useRef(false);
  useEffect(() => {
    if (!ready || told.current) return;
    told.current = true;
    requestAnimationFrame(() => setTimeout(() => void host.call('painted', { millis: Math.round(performance.now()) }).catch(() => undefined)));
  }, [ready, host]);
}
