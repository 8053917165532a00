import type { Risk } from '@/bindings';
import { words } from '@/words';
import classes from './RiskMark.module.css';

const BARS: Record<Exclude<Risk, 'critical'>, number> = { low: 1, medium: 2, high: 3 };

/** Bars for low to high, a filled square for critical; with its word, or named for screen readers. */
export function RiskMark({ risk, word }: { risk: Risk; word?: 'short' | 'long' }) {
  const { word: short, long } = words.risks[risk];
  const named = word ? { 'aria-hidden': true } : { role: 'img', 'aria-label': long };
  return (
    <span className={classes.root}>
      <svg width="14" height="14" viewBox="0 0 14 14" data-risk={risk} className={classes.mark} {...named}>
        {risk === 'critical' ? (
          <>
            <rect x="1" y="1" width="12" height="12" rx="3" className={classes.critical} />
            <path d="M7 3.8v3.8M7 10v.1" className={classes.sign} />
          </>
        ) : (
          [0, 1, 2].map((n) => (
            <rect key={n} x={1 + n * 4.2} y={9.4 - n * 3} width="3" height={3.4 + n * 3} rx="0.8" className={n < BARS[risk] ? classes.on : classes.off} />
          ))
        )}
      </svg>
      {word && <span>{word === 'long' ? long : short}</span>}
    </span>
  );
}
