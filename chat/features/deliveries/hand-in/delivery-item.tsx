import { useId } from 'preact/hooks';
import type { Delivery } from '../../../../src/vocabulary/delivery.ts';
import { lookAtDelivery, removeDelivery } from '../../../api/deliveries.ts';
import { formatCount, formatNumber } from '../../../format/cells.ts';
import { formatMoment } from '../../../format/dates.ts';
import { Said } from '../../../parts/card.tsx';
import { PageLink } from '../../../parts/page-link.tsx';
import { StateMark, type StateMarkProps } from '../../../parts/state-mark.tsx';
import { SureButton } from '../../../parts/sure-button.tsx';
import { useAction } from '../../../parts/use-action.ts';
import { strings } from '../../../strings.ts';
import { pageAddress } from '../../ask/address.ts';
import { ConfirmForm } from './confirm-form.tsx';
import { LookView } from './look-view.tsx';
import { MappingForm } from './mapping-form.tsx';
import type { Upload } from './use-uploads.ts';

export interface DeliveryItemProps {
  readonly delivery: Delivery;
  /** Of this tab; null: nothing of it is being sent from here. */
  readonly upload: Upload | null;
  readonly readyMappings: readonly string[];
  readonly onResume: (files: readonly File[]) => void;
  readonly onChanged: () => void;
  readonly onConfirmed: () => void;
  readonly onEnded: () => void;
}

/** One delivery by hand, wherever it stands between its upload and its run. */
export function DeliveryItem(props: DeliveryItemProps) {
  const { delivery, upload, readyMappings, onChanged, onConfirmed, onEnded } = props;
  const { id, files, state, look, message, expiresAt } = delivery;
  const words = strings.operations.deliveries.handIn;
  const action = useAction(onEnded);
  const title = files.map(({ name }) => name).join(', ');
  const change = async (work: () => Promise<void>): Promise<void> => {
    if (await action.run(work)) onChanged();
  };
  return (
    <article class="handed-in-item" aria-label={title}>
      <header class="handed-in-head">
        <h3 class="handed-in-name">{title}</h3>
        <StateMark {...markOf(delivery)} />
        <SureButton
          label={words.remove}
          question={words.removeSure}
          yes={words.removeYes}
          no={words.removeNo}
          isDisabled={action.isBusy}
          onSure={() => void change(() => removeDelivery(id))}
        />
      </header>
      {state === 'receiving' ? <Receiving {...props} /> : null}
      {state === 'looking' ? (
        <p class="panel-note" role="status">
          {words.looking}
        </p>
      ) : null}
      {message === null ? null : (
        <p class="alert alert-warning mb-0" role="alert">
          {message}
        </p>
      )}
      {look === null || state === 'looking' ? null : <LookView look={look} />}
      {state === 'looked' ? (
        <>
          <MappingForm
            mapping={look?.mapping ?? null}
            readyMappings={readyMappings}
            isBusy={action.isBusy}
            onLook={(mapping) => void change(() => lookAtDelivery(id, mapping))}
          />
          {look === null || look.failed !== null ? null : (
            <ConfirmForm id={id} source={look.source} onConfirmed={onConfirmed} onEnded={onEnded} />
          )}
        </>
      ) : null}
      {state === 'taken' ? <Taken delivery={delivery} /> : null}
      {state === 'receiving' && upload !== null ? null : (
        <p class="row-note">{words.until(formatMoment(expiresAt))}</p>
      )}
      <Said said={action.said} />
    </article>
  );
}

function Receiving({ delivery, upload, onResume, onChanged, onEnded }: DeliveryItemProps) {
  const words = strings.operations.deliveries.handIn;
  const inputId = useId();
  const action = useAction(onEnded);
  const all = delivery.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const received = delivery.files.reduce((sum, file) => sum + file.received, 0);
  const sent = upload === null ? received : Math.max(upload.sent, received);
  const said = words.sent(sizeOf(sent), sizeOf(all));
  return (
    <>
      <progress class="under-way-bar" max={all} value={sent} aria-label={words.sending} />
      <p class="under-way-line" role="status">
        {upload?.waits ? words.waitsForLine(said) : said}
      </p>
      {upload !== null ? null : received === all ? (
        <button
          type="button"
          class="btn btn-sm btn-line"
          disabled={action.isBusy}
          onClick={() => void action.run(() => lookAtDelivery(delivery.id, null)).then(onChanged)}
        >
          {words.look}
        </button>
      ) : (
        <>
          <label for={inputId}>{words.resume}</label>
          <input
            id={inputId}
            class="form-control"
            type="file"
            multiple
            onChange={(event) => onResume([...(event.currentTarget.files ?? [])])}
          />
        </>
      )}
      <Said said={action.said} />
    </>
  );
}

function Taken({ delivery: { run, source } }: { delivery: Delivery }) {
  const words = strings.operations.deliveries.handIn;
  return (
    <p class="panel-note">
      {words.takenAs(source ?? '')}{' '}
      {run === null ? (
        words.begins
      ) : (
        <PageLink hash={pageAddress('deliveries', run)}>{words.openRun}</PageLink>
      )}
    </p>
  );
}

function markOf({ state, look, message, files }: Delivery): StateMarkProps {
  const { states } = strings.operations.deliveries.handIn;
  if (state === 'refused') return { kind: 'bad', text: states.refused };
  if (state === 'taken') return { kind: 'good', text: states.taken };
  if (state === 'looking') return { kind: 'warn', text: states.looking };
  if (state === 'receiving') {
    const isWhole = files.every(({ bytes, received }) => bytes === received);
    return { kind: 'warn', text: isWhole ? states.whole : states.receiving };
  }
  if (message !== null || look === null || look.failed !== null)
    return { kind: 'bad', text: states.unreadable };
  const isDoubtful = look.doubts.length + look.quarantined + look.refused.length > 0 || look.again !== null;
  return isDoubtful ? { kind: 'warn', text: states.doubtful } : { kind: 'good', text: states.ready };
}

/** A size in the unit that suits it. */
export function sizeOf(bytes: number): string {
  if (bytes < 1_024) return `${formatCount(bytes)} B`;
  return bytes < 1_048_576
    ? `${formatNumber(bytes / 1_024, 0)} KiB`
    : `${formatNumber(bytes / 1_048_576, 1)} MiB`;
}
