import { useEffect, useState } from 'react';
import { words } from '@/words';
import classes from './LoadingBars.module.css';

const AFTER = 300;

/** Nothing at first; bars once it takes longer than a glance. */
export function LoadingBars({ rows = 3 }: { rows?: number }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), AFTER);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  return (
    <div className={classes.root} role="status" aria-label={words.common.loading}>
      {Array.from({ length: rows }, (_, n) => (
        <span key={n} className={classes.bar} data-n={n % 3} />
      ))}
    </div>
  );
}
