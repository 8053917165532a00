import classes from './EmptyState.module.css';

type Props = { icon?: React.ReactNode; title: string; line?: string; children?: React.ReactNode };

/** One fact, one thing to do. */
export function EmptyState({ icon, title, line, children }: Props) {
  return (
    <div className={classes.root}>
      {icon && <span className={classes.icon}>{icon}</span>}
      <h2 className={classes.title}>{title}</h2>
      {line && <p className={classes.line}>{line}</p>}
      {children && <div className={classes.doing}>{children}</div>}
    </div>
  );
}
