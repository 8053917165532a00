import { Fragment } from 'react';
import type { Requestable } from '@/bindings';
import { RiskMark } from '@/components/RiskMark';
import { words } from '@/words';
import { Columns } from './Columns';
import { grouped } from './grouped';
import { PermissionName } from './PermissionName';
import classes from './Access.module.css';

/** What the person does not hold and could ask for. Asking itself arrives with the approvals page. */
export function RequestableTable({ permissions }: { permissions: Requestable[] }) {
  const { access } = words;
  return (
    <section data-testid="requestable">
      <div className={classes.section}>
        <h2 className={classes.title}>{access.could}</h2>
        <p className={classes.zone}>{access.couldLine}</p>
      </div>
      <table className={classes.table}>
        <Columns />
        <thead><tr><th>{access.permission}</th><th>{access.risk}</th><th colSpan={3}>{access.tools}</th></tr></thead>
        <tbody>
          {grouped(permissions).map(([category, rows]) => (
            <Fragment key={category}>
              <tr className={classes.group}><th colSpan={5} scope="rowgroup">{words.categories[category] ?? category}</th></tr>
              {rows.map((permission) => (
                <tr key={permission.code} data-testid="requestable-permission" data-code={permission.code}>
                  <PermissionName {...permission} />
                  <td><RiskMark risk={permission.risk} word="short" /></td>
                  <td colSpan={3} className={classes.needs}>{permission.tools.join(', ') || <span className={classes.faint}>{access.noTools}</span>}</td>
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  );
}
