import { words } from '@/words';
import { reveal } from './reveal';
import classes from './Revealed.module.css';

/** Text from elsewhere: isolated from what stands around it, hidden characters as chips. Never markup. */
export function Revealed({ text }: { text: string }) {
  return (
    <bdi dir="ltr" className={classes.root}>
      {reveal(text).map((piece, n) =>
        'text' in piece ? (
          piece.text
        ) : (
          <span key={n} className={classes.chip} title={words.reveal.kinds[piece.kind]} data-hidden={piece.code}>
            {piece.code}
          </span>
        ),
      )}
    </bdi>
  );
}
