import { Button, Modal, SegmentedControl, Switch, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { useState } from 'react';
import type { Desk } from '@/bindings';
import { DefinitionRows } from '@/components/DefinitionRows';
import { useModels } from '@/queries';
import { useLetterKeys } from '@/queries/settings';
import { words } from '@/words';
import { ModelDialog } from './ModelDialog';
import classes from './Settings.module.css';

/** Appearance, keys, what the model is, and where things lie. */
export function SettingsDialog({ desk, onClose }: { desk: Desk; onClose: () => void }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [letters, setLetters] = useLetterKeys();
  const [choosing, setChoosing] = useState(false);
  const { settings } = words;
  const schemes: { value: MantineColorScheme; label: string }[] = [
    { value: 'auto', label: settings.auto }, { value: 'light', label: settings.light }, { value: 'dark', label: settings.dark },
  ];
  if (choosing) return <ModelDialog viewer={desk.active} onClose={() => setChoosing(false)} />;
  return (
    <Modal opened onClose={onClose} title={settings.title} size={560} closeButtonProps={{ 'aria-label': words.common.close }} data-testid="settings-dialog">
      <DefinitionRows
        rows={[
          [settings.appearance, <SegmentedControl key="scheme" aria-label={settings.appearance} data={schemes} value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)} />],
          [settings.letters, <Switch key="letters" label={settings.lettersLine} checked={letters} onChange={(event) => setLetters(event.currentTarget.checked)} />],
          [settings.model, <ModelStatusText key="model" desk={desk} onChoose={() => setChoosing(true)} />],
          [settings.data, <span key="data" className={classes.path}>{desk.data_dir}</span>],
          [settings.version, desk.version],
        ]}
      />
    </Modal>
  );
}

function ModelStatusText({ desk: { model }, onChoose }: { desk: Desk; onChoose: () => void }) {
  const { data } = useModels();
  const { settings } = words;
  const none = model.kind === 'interpreter';
  return (
    <div data-testid={none ? 'no-model' : 'model-set'}>
      <p className={classes.line}>{none ? settings.noModel : settings.modelSet(model.name, model.host ?? words.model.here)}</p>
      {data?.may_manage ? <Button size="xs" onClick={onChoose} data-testid="choose-model">{settings.modelOpen}</Button> : data && none && <p className={classes.faint}>{settings.noModelDo}</p>}
    </div>
  );
}
