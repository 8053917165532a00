import classes from './Chip.module.css';

type Props = React.ComponentPropsWithRef<'button'> & { icon?: React.ReactNode };

/** A small bordered button: a choice, an example, the state of something. */
export function Chip({ icon, children, ...rest }: Props) {
  return (
    <button type="button" {...rest} className={classes.root}>
      {icon}
      <span className={classes.text}>{children}</span>
    </button>
  );
}
