import { KeyCap } from '@/components/KeyCap';
import { words } from '@/words';
import classes from './Composer.module.css';

const SHIFT_ENTER = 'Shift Enter';
const FIND = 'Ctrl K';

export function HintLine() {
  return (
    <p className={classes.hints}>
      <KeyCap>{'/'}</KeyCap> {words.composer.commands}
      <KeyCap>{SHIFT_ENTER}</KeyCap> {words.composer.newLine}
      <KeyCap>{FIND}</KeyCap> {words.composer.find}
      <span className={classes.footnote}>{words.composer.foot}</span>
    </p>
  );
}
