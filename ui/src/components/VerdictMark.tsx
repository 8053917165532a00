import type { Level } from '@/bindings';
import classes from './VerdictMark.module.css';

const SHAPES: Record<Level, { shape: React.ReactNode; sign: React.ReactNode }> = {
  allow: { shape: <circle cx="10" cy="10" r="8.5" />, sign: <path d="m6.3 10.2 2.5 2.5 4.9-5.1" /> },
  confirm: {
    shape: <rect x="1.75" y="1.75" width="16.5" height="16.5" rx="4" />,
    sign: <path d="M7.7 7.7c0-1.4 1-2.3 2.3-2.3s2.3.9 2.3 2.1c0 1.6-2.3 1.8-2.3 3.6M10 14.2v.1" />,
  },
  approve: {
    shape: <path d="M10 .9 19.1 10 10 19.1.9 10z" />,
    sign: <path d="M10 5.7a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6M6.9 13.4c.2-1.7 1.3-2.4 3.1-2.4s2.9.7 3.1 2.4" />,
  },
  deny: { shape: <path d="M6.4 1.4h7.2l5 5v7.2l-5 5H6.4l-5-5V6.4z" />, sign: <path d="M6.2 10h7.6" /> },
};

/** One of the four levels, told apart by silhouette and sign. The words beside it name it, unless `label` does. */
export function VerdictMark({ level, size = 16, label }: { level: Level; size?: 14 | 16 | 22; label?: string }) {
  const { shape, sign } = SHAPES[level];
  const named = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true };
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" className={classes.root} data-level={level} {...named}>
      <g className={classes.shape}>{shape}</g>
      <g className={classes.sign}>{sign}</g>
    </svg>
  );
}
