import { Button } from '@mantine/core';
import { IconFlask, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { ErrorLine } from '@/components/ErrorLine';
import { useDeskCommand } from '@/queries';
import { words } from '@/words';
import { AdministratorForm } from './AdministratorForm';
import classes from './SignIn.module.css';

/** An empty workspace: look around in the demo office, or begin for real. */
export function FirstStart() {
  const [forReal, setForReal] = useState(false);
  const demo = useDeskCommand('set_up_demo');
  if (forReal) return <AdministratorForm onBack={() => setForReal(false)} />;
  return (
    <>
      <ul className={classes.people}>
        <li className={classes.choice}>
          <IconFlask size={18} stroke={1.75} aria-hidden="true" />
          <span className={classes.who}>
            <span className={classes.name}>{words.setup.demoTitle}</span>
            <span className={classes.summary}>{words.setup.demoLine}</span>
          </span>
          <Button variant="filled" loading={demo.isPending} onClick={() => demo.mutate({})} data-testid="set-up-demo">{words.setup.demoButton}</Button>
        </li>
        <li className={classes.choice}>
          <IconUserPlus size={18} stroke={1.75} aria-hidden="true" />
          <span className={classes.who}>
            <span className={classes.name}>{words.setup.realTitle}</span>
            <span className={classes.summary}>{words.setup.realLine}</span>
          </span>
          <Button disabled={demo.isPending} onClick={() => setForReal(true)} data-testid="set-up-administrator">{words.setup.realButton}</Button>
        </li>
      </ul>
      <ErrorLine error={demo.error} />
    </>
  );
}
