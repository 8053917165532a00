import { Anchor } from '@mantine/core';
import type { Call } from '@/bindings';
import { words } from '@/words';
import { Gated } from './Gated';
import classes from './Denied.module.css';

type Props = { call: Call; open: boolean; onWhy: () => void; permissionTitle: (code: string) => string; onAsk?: (permission: string) => void };

/** Why it did not happen, and what one can do. */
export function Denied({ call, open, onWhy, permissionTitle, onAsk }: Props) {
  const { denial } = call;
  if (!denial) return null;
  const asks = denial.next_actions.flatMap(({ action, arguments: args }) => {
    const permission = args !== null && typeof args === 'object' && !Array.isArray(args) ? args['permission'] : null;
    return action === 'request_permission' && typeof permission === 'string' ? [permission] : [];
  });
  const others = denial.next_actions.filter(({ action }) => action !== 'request_permission');
  return (
    <div className={classes.root} data-testid="denial">
      <div className={classes.line}>
        <p className={classes.text}>{denial.explanation}</p>
        <Anchor component="button" type="button" className={classes.why} aria-expanded={open} onClick={onWhy}>
          {open ? words.call.hideWhy : words.call.why}
        </Anchor>
      </div>
      {asks.map((permission) => (
        <Gated key={permission} decision="ask" label={permission} permission={permissionTitle(permission)} onAct={() => undefined} onAsk={onAsk && (() => onAsk(permission))} />
      ))}
      {others.map(({ action, label }) => <p key={action + label} className={classes.text}>{label}</p>)}
    </div>
  );
}
