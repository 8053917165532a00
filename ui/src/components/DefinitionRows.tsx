import classes from './DefinitionRows.module.css';

/** Labels in a narrow column, what they mean beside them. */
export function DefinitionRows({ rows }: { rows: [label: string, value: React.ReactNode][] }) {
  return (
    <dl className={classes.root}>
      {rows.map(([label, value]) => (
        <div key={label} className={classes.row}>
          <dt className={classes.label}>{label}</dt>
          <dd className={classes.value}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
