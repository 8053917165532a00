import { useEffect, useLayoutEffect, useRef } from 'react';

const NEAR = 48;
const HELD = '[data-waiting]:hover, [data-waiting]:focus-within, [data-testid="tool-card"]:focus-within';

/** Keeps the end in view while the reader is there; never moves a card under the pointer or the focus. */
export function useStickToEnd(changed: unknown) {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const follow = () => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    };
    const resized = new ResizeObserver(() => toEnd(element, atEnd.current));
    for (const part of [element, element.firstElementChild]) if (part) resized.observe(part);
    element.addEventListener('scroll', follow, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', follow);
    };
  }, []);
  useLayoutEffect(() => {
    if (box.current) toEnd(box.current, atEnd.current);
  }, [changed]);
  return box;
}

function toEnd(element: HTMLElement, atEnd: boolean) {
  if (atEnd && !element.querySelector(HELD)) element.scrollTop = element.scrollHeight;
}
