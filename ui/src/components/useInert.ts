import { useEffect, useState } from 'react';

const INERT = 500;

/** True for half a second after `key` appears or changes, and again after the window gains focus. */
export function useInert(key: string): boolean {
  const [ready, setReady] = useState<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => setReady(key), INERT);
    };
    const regain = () => {
      setReady(null);
      wait();
    };
    wait();
    window.addEventListener('focus', regain);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('focus', regain);
    };
  }, [key]);
  return ready !== key;
}
