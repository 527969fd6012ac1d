import { useId, useState } from 'preact/hooks';
import { confirmDelivery } from '../../../api/deliveries.ts';
import { Said } from '../../../parts/card.tsx';
import { useAction } from '../../../parts/use-action.ts';
import { strings } from '../../../strings.ts';

interface ConfirmFormProps {
  readonly id: string;
  /** The source that it would be taken in as. */
  readonly source: string;
  readonly onConfirmed: () => void;
  readonly onEnded: () => void;
}

/** The word that makes a delivery a run. */
export function ConfirmForm({ id, source: proposed, onConfirmed, onEnded }: ConfirmFormProps) {
  const words = strings.operations.deliveries.handIn;
  const inputId = useId();
  const [source, setSource] = useState(proposed);
  const action = useAction(onEnded);
  return (
    <form
      class="field-form"
      onSubmit={(event) => {
        event.preventDefault();
        void action.run(() => confirmDelivery(id, source.trim())).then((isDone) => isDone && onConfirmed());
      }}
    >
      <div class="field">
        <label for={inputId}>{words.source}</label>
        <input
          id={inputId}
          class="form-control"
          maxLength={64}
          required
          value={source}
          onInput={(event) => setSource(event.currentTarget.value)}
        />
      </div>
      <button type="submit" class="btn btn-sm btn-primary" disabled={action.isBusy || source.trim() === ''}>
        {words.confirm}
      </button>
      <Said said={action.said} />
    </form>
  );
}
