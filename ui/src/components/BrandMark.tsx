import classes from './BrandMark.module.css';

export function BrandMark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" className={classes.root}>
      <rect width="20" height="20" rx="5" className={classes.ground} />
      <path d="M5.2 10.6 8.6 13.8 14.8 6.6" className={classes.tick} />
    </svg>
  );
}
