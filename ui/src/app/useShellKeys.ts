import { useEffect, useRef } from 'react';
import { focusComposer } from '@/features/chat';
import { useLetterKeys } from '@/queries/settings';
import type { Does } from './does';

const REGIONS = '[data-region]';
const FOCUSABLE = 'button, textarea, input, [tabindex="0"]';

function nextRegion(step: 1 | -1) {
  const regions = [...document.querySelectorAll<HTMLElement>(REGIONS)];
  const inside = regions.findLastIndex((region) => region.contains(document.activeElement));
  const next = regions[(inside + step + regions.length) % regions.length];
  const first = next?.querySelector<HTMLElement>(next.dataset['region'] === 'composer' ? 'textarea, input' : FOCUSABLE);
  (first ?? next)?.focus();
}

/** The keys that work anywhere in the shell. Ctrl is Cmd on macOS. */
export function useShellKeys(does: Does) {
  const latest = useRef(does);
  const [letters] = useLetterKeys();
  useEffect(() => {
    latest.current = does;
  });
  useEffect(() => {
    const withCtrl: Record<string, () => void> = {
      '1': () => latest.current.open('chat'), '3': () => latest.current.open('access'), n: () => latest.current.openConversation(null),
      k: () => latest.current.find(), ',': () => latest.current.settings(), '/': () => latest.current.keys(),
    };
    const press = (event: KeyboardEvent) => {
      const act = event.ctrlKey !== event.metaKey && !event.altKey && !event.shiftKey ? withCtrl[event.key.toLowerCase()] : undefined;
      const inField = event.target instanceof HTMLElement && event.target.closest('input, textarea, select, [role="dialog"]') !== null;
      const slash = letters && event.key === '/' && !inField && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (event.key === 'F6') nextRegion(event.shiftKey ? -1 : 1);
      else if (act) act();
      else if (slash) {
        latest.current.open('chat');
        focusComposer('/');
      } else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [letters]);
}
