import { IconArrowRight } from '@tabler/icons-react';
import type { Change } from '@/bindings';
import { words } from '@/words';
import { HiddenWarning } from './HiddenWarning';
import { Revealed } from './Revealed';
import classes from './PlanDiff.module.css';

/** What changes, before and after. */
export function PlanDiff({ changes }: { changes: Change[] }) {
  if (changes.length === 0) return null;
  return (
    <>
      <table className={classes.root}>
        <thead>
          <tr>
            <th className={classes.field} aria-hidden="true" />
            <th>{words.plan.now}</th>
            <th className={classes.arrow} aria-hidden="true" />
            <th>{words.plan.after}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(({ field, before, after }) => {
            const same = before === after;
            return (
              <tr key={field}>
                <th scope="row" className={classes.field}>{(words.fields[field] ?? field.replaceAll('_', ' ')).toLowerCase()}</th>
                <td className={same || before === null ? classes.plain : classes.before}>{before === null ? words.plan.nothing : <Revealed text={before} />}</td>
                <td className={classes.arrow}>{!same && <IconArrowRight size={12} stroke={1.75} aria-hidden="true" />}</td>
                <td className={same ? classes.plain : classes.after} data-gone={after === null || undefined}>
                  {same ? words.plan.same : after === null ? words.plan.removed : <Revealed text={after} />}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <HiddenWarning value={changes.map(({ before, after }) => [before, after])} />
    </>
  );
}
