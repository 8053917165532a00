import { Fragment } from 'react';
import type { EffectivePermission, Level, Source } from '@/bindings';
import { RiskMark } from '@/components/RiskMark';
import { VerdictMark } from '@/components/VerdictMark';
import { words } from '@/words';
import { inlineTime } from '@/words/time';
import { Columns } from './Columns';
import { grouped } from './grouped';
import { PermissionName } from './PermissionName';
import classes from './Access.module.css';

function LevelCell({ level }: { level: Level }) {
  return <span className={classes.level}><VerdictMark level={level} />{words.levels[level].short}</span>;
}

function sourceText({ kind, name, until }: Source): string {
  const from = kind === 'role' ? words.access.role(name) : words.access.grant(name);
  return until ? `${from}, ${words.access.until(inlineTime(until))}` : from;
}

export function HeldTable({ permissions }: { permissions: EffectivePermission[] }) {
  const { access } = words;
  return (
    <table className={classes.table}>
      <Columns />
      <thead>
        <tr><th>{access.permission}</th><th>{access.risk}</th><th>{access.click}</th><th>{access.agent}</th><th>{access.source}</th></tr>
      </thead>
      <tbody>
        {grouped(permissions).map(([category, rows]) => (
          <Fragment key={category}>
            <tr className={classes.group}><th colSpan={5} scope="rowgroup">{words.categories[category] ?? category}</th></tr>
            {rows.map((permission) => (
              <tr key={permission.code} data-testid="permission" data-code={permission.code}>
                <PermissionName {...permission} />
                <td><RiskMark risk={permission.risk} word="short" /></td>
                <td><LevelCell level={permission.by_click} /></td>
                <td><LevelCell level={permission.by_agent} /></td>
                <td className={classes.faint}>{permission.sources.map(sourceText).join('; ')}</td>
              </tr>
            ))}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}
