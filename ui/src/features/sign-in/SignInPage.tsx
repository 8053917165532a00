import { Anchor } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useCallback } from 'react';
import type { Desk } from '@/bindings';
import { BrandMark } from '@/components/BrandMark';
import { ErrorLine } from '@/components/ErrorLine';
import { useDeskCommand } from '@/queries';
import { words } from '@/words';
import { DemoPeople } from './DemoPeople';
import { FirstStart } from './FirstStart';
import { SignInForm } from './SignInForm';
import classes from './SignIn.module.css';

type Props = { desk: Desk; onDone?: () => void };

/** Who is there: the demo people, an own account, or the first start of an empty workspace. */
export function SignInPage({ desk, onDone }: Props) {
  const { mutate, error, isPending } = useDeskCommand('sign_in_demo', onDone);
  const pick = useCallback((email: string) => mutate({ email }), [mutate]);
  const demo = desk.workspace === 'demo' && desk.demo_people.length > 0;
  const empty = desk.workspace === 'empty';
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <header className={classes.head}>
          <BrandMark size={36} />
          <div>
            <h1 className={classes.title}>{empty ? words.setup.title : words.signIn.title}</h1>
            <p className={classes.line}>{empty ? words.setup.line : words.app.line}</p>
          </div>
        </header>
        {empty && <FirstStart />}
        {demo && (
          <>
            <h2 className={classes.label}>{words.signIn.demo}</h2>
            <DemoPeople people={desk.demo_people} busy={isPending} onPick={pick} />
            <ErrorLine error={error} />
            <p className={classes.divider}><span>{words.signIn.own}</span></p>
          </>
        )}
        {!empty && <SignInForm onDone={onDone} autoFocus={!demo} />}
        {!empty && (
          <p className={classes.foot}>
            <IconLock size={14} stroke={1.75} aria-hidden="true" />
            {demo ? words.signIn.demoFoot : words.signIn.realFoot}
          </p>
        )}
        {desk.active && onDone && <Anchor component="button" type="button" className={classes.back} onClick={onDone}>{words.signIn.back(desk.active.name)}</Anchor>}
      </div>
    </main>
  );
}
