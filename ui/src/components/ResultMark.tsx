import { IconCircleDashed, IconClockX, IconHelpCircle, IconX } from '@tabler/icons-react';
import classes from './ResultMark.module.css';

export type ResultKind = 'running' | 'failed' | 'ambiguous' | 'ended' | 'planned';

/** How a call came out: no verdict shapes here. */
export function ResultMark({ kind }: { kind: ResultKind }) {
  const icon = { size: 16, stroke: 1.75, 'aria-hidden': true, className: classes.icon, 'data-kind': kind } as const;
  if (kind === 'failed') return <IconX {...icon} stroke={2.25} />;
  if (kind === 'ambiguous') return <IconHelpCircle {...icon} />;
  if (kind === 'ended') return <IconClockX {...icon} />;
  if (kind === 'planned') return <IconCircleDashed {...icon} />;
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" className={classes.arc}>
      <path d="M8 1.8A6.2 6.2 0 1 1 1.8 8" />
    </svg>
  );
}
