import classes from './Access.module.css';

export function PermissionName({ title, code, description }: { title: string; code: string; description: string }) {
  return (
    <th scope="row" className={classes.permission} title={description}>
      <span className={classes.name}>{title.charAt(0).toUpperCase() + title.slice(1)}</span> <span className={classes.code}>{code}</span>
    </th>
  );
}
