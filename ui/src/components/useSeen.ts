import { useCallback, useEffect, useRef } from 'react';

/** Calls `onSeen` once the element was on screen, also inside what scrolls. Returns the ref to put on it. */
export function useSeen(onSeen: (() => void) | undefined) {
  const latest = useRef(onSeen);
  useEffect(() => {
    latest.current = onSeen;
  });
  return useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      latest.current?.();
      observer.disconnect();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
}
