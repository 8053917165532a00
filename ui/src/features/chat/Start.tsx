import { IconMessageCircle } from '@tabler/icons-react';
import { Chip } from '@/components/Chip';
import { EmptyState } from '@/components/EmptyState';
import { words } from '@/words';
import classes from './Conversation.module.css';

/** A conversation nobody has said anything in: three things that work. */
export function Start({ onExample }: { onExample: (text: string) => void }) {
  return (
    <div className={classes.middle}>
      <EmptyState icon={<IconMessageCircle size={24} stroke={1.5} aria-hidden="true" />} title={words.chat.emptyTitle} line={words.chat.emptyLine}>
        {words.chat.examples.map((example) => <Chip key={example} onClick={() => onExample(example)} data-testid="example">{example}</Chip>)}
      </EmptyState>
    </div>
  );
}
