import { Modal } from '@mantine/core';
import type { Models, Person } from '@/bindings';
import { ErrorLine } from '@/components/ErrorLine';
import { LoadingBars } from '@/components/LoadingBars';
import { useModels } from '@/queries';
import { words } from '@/words';
import { ModelForm } from './ModelForm';
import classes from './Model.module.css';

/** Which model answers for everybody here, for whoever manages access. */
export function ModelDialog({ viewer, onClose }: { viewer: Person | null; onClose: () => void }) {
  const { data, error } = useModels();
  return (
    <Modal opened onClose={onClose} title={words.models.title} size={640} closeButtonProps={{ 'aria-label': words.common.close }} data-testid="model-dialog">
      <ErrorLine error={error} />
      {!data && !error && <LoadingBars rows={6} />}
      {data && viewer && (
        <div className={classes.form}>
          <p className={classes.lead}>{words.models.line}</p>
          <Now models={data} />
          <ModelForm models={data} viewer={viewer} />
        </div>
      )}
    </Modal>
  );
}

function Now({ models }: { models: Models }) {
  return (
    <div className={classes.now} data-testid="model-now">
      <span className={classes.label}>{words.models.now}</span>
      {models.source === 'nobody' ? <span>{words.models.nobody}</span> : <><span>{models.model.name}</span><span className={classes.address}>{models.address}</span></>}
      {models.source === 'environment' && <p className={classes.note}>{words.models.environment}</p>}
    </div>
  );
}
