import { Button } from '@mantine/core';
import { useState } from 'react';
import { DemoBanner } from '@/components/DemoBanner';
import { EmptyState } from '@/components/EmptyState';
import { errorText } from '@/components/ErrorLine';
import { LoadingBars } from '@/components/LoadingBars';
import { SignInPage } from '@/features/sign-in';
import { useDesk } from '@/queries';
import { words } from '@/words';
import { Notices } from './Notices';
import { Shell } from './Shell';
import { usePainted } from './usePainted';
import classes from './Shell.module.css';

/** Sign-in or the shell, by what the desk says. */
export function Entrance() {
  const { data: desk, error, refetch } = useDesk();
  const [signingIn, setSigningIn] = useState(false);
  usePainted(desk !== undefined);
  if (!desk) {
    return (
      <div className={classes.frame}>
        {error ? <EmptyState title={words.errors.starting} line={errorText(error)}><Button onClick={() => void refetch()}>{words.common.tryAgain}</Button></EmptyState> : <LoadingBars />}
      </div>
    );
  }
  const { active } = desk;
  return (
    <div className={classes.frame}>
      {desk.workspace === 'demo' && <DemoBanner dir={desk.data_dir} />}
      <Notices notices={desk.notices} />
      {active && !signingIn ? (
        <Shell key={active.id} desk={desk} active={active} onSignInElse={() => setSigningIn(true)} />
      ) : (
        <SignInPage desk={desk} onDone={() => setSigningIn(false)} />
      )}
    </div>
  );
}
