import classes from './Access.module.css';

/** Both tables stand on the same columns. */
export function Columns() {
  return <colgroup><col /><col className={classes.narrow} /><col className={classes.narrow} /><col className={classes.narrow} /><col className={classes.source} /></colgroup>;
}
