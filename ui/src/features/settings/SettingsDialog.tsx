import { Modal, SegmentedControl, Switch, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import type { Desk } from '@/bindings';
import { DefinitionRows } from '@/components/DefinitionRows';
import { useLetterKeys } from '@/queries/settings';
import { words } from '@/words';
import classes from './Settings.module.css';

/** Appearance, keys, what the model is, and where things lie. */
export function SettingsDialog({ desk, onClose }: { desk: Desk; onClose: () => void }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [letters, setLetters] = useLetterKeys();
  const { settings } = words;
  const schemes: { value: MantineColorScheme; label: string }[] = [
    { value: 'auto', label: settings.auto }, { value: 'light', label: settings.light }, { value: 'dark', label: settings.dark },
  ];
  return (
    <Modal opened onClose={onClose} title={settings.title} size={560} closeButtonProps={{ 'aria-label': words.common.close }} data-testid="settings-dialog">
      <DefinitionRows
        rows={[
          [settings.appearance, <SegmentedControl key="scheme" aria-label={settings.appearance} data={schemes} value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)} />],
          [settings.letters, <Switch key="letters" label={settings.lettersLine} checked={letters} onChange={(event) => setLetters(event.currentTarget.checked)} />],
          [settings.model, <ModelStatusText key="model" desk={desk} />],
          [settings.data, <span key="data" className={classes.path}>{desk.data_dir}</span>],
          [settings.version, desk.version],
        ]}
      />
    </Modal>
  );
}

function ModelStatusText({ desk: { model } }: { desk: Desk }) {
  const { settings } = words;
  if (model.kind === 'endpoint') return <>{settings.modelSet(model.name, model.host ?? words.model.here)}</>;
  return (
    <div data-testid="no-model">
      <p className={classes.line}>{settings.noModel}</p>
      <p className={classes.line}>{settings.noModelDo}</p>
      <ul className={classes.variables}>
        {settings.variables.map(({ name, line }) => <li key={name}><code>{name}</code><span>{line}</span></li>)}
      </ul>
    </div>
  );
}
