import { Anchor, Popover } from '@mantine/core';
import { IconCpu } from '@tabler/icons-react';
import { useState } from 'react';
import type { Conversation, ModelStatus } from '@/bindings';
import { Chip } from '@/components/Chip';
import { words } from '@/words';
import classes from './ModelChip.module.css';

/** Which model reads this conversation, what it sees and where it is. */
export function ModelChip({ model, used, onSettings }: { model: ModelStatus; used?: Conversation; onSettings: () => void }) {
  const [open, setOpen] = useState(false);
  const none = model.kind === 'interpreter';
  const name = none ? words.model.none : model.name;
  const toSettings = () => {
    setOpen(false);
    onSettings();
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={320} trapFocus returnFocus>
      <Popover.Target>
        <Chip icon={<IconCpu size={14} stroke={1.75} aria-hidden="true" />} onClick={() => setOpen(!open)} aria-label={`${words.model.chip}: ${name}`} data-testid="model-chip">{name}</Chip>
      </Popover.Target>
      <Popover.Dropdown>
        {none ? (
          <>
            <h2 className={classes.title}>{words.model.noneTitle}</h2>
            <p className={classes.line}>{words.model.noneLine}</p>
            <Anchor component="button" type="button" size="sm" onClick={toSettings}>{words.model.noneDo}</Anchor>
          </>
        ) : (
          <>
            <h2 className={classes.title}>{words.model.sees}</h2>
            <p className={classes.line}>{words.model.seesLine}</p>
            <h2 className={classes.title}>{words.model.where}</h2>
            <p className={classes.line}>{model.host ? words.model.runsAt(model.host) : words.model.here}</p>
          </>
        )}
        {used && <Used conversation={used} />}
      </Popover.Dropdown>
    </Popover>
  );
}

/** Tokens of the whole conversation, as its model counted them. */
function Used({ conversation: { prompt_tokens, completion_tokens } }: { conversation: Conversation }) {
  const none = prompt_tokens + completion_tokens === 0;
  return (
    <div className={classes.used} data-testid="used-here">
      <h2 className={classes.title}>{words.usage.here}</h2>
      <p className={classes.line}>{none ? words.usage.hereNone : words.usage.hereLine(prompt_tokens, completion_tokens)}</p>
    </div>
  );
}
