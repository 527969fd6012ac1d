import { useEffect, useId, useState } from 'preact/hooks';
import type { Delivery } from '../../../../src/vocabulary/delivery.ts';
import { fetchDeliveries } from '../../../api/deliveries.ts';
import { LoadedCard } from '../../../parts/card.tsx';
import { useLoaded } from '../../../parts/use-loaded.ts';
import { strings } from '../../../strings.ts';
import { DeliveryItem } from './delivery-item.tsx';
import { useUploads } from './use-uploads.ts';

interface HandInCardProps {
  readonly onConfirmed: () => void;
  readonly onEnded: () => void;
}

const LOOK_MS = 1_500;
/** Names of files in the canonical form, of which the page takes types alone. */
const TABLES: readonly string[] =
  'custodians advisors clients portfolios accounts securities prices fx_rates benchmarks benchmark_levels targets transactions holdings'.split(
    ' ',
  );

/** Files by hand: dropped or chosen, looked at, and taken in after a word. */
export function HandInCard({ onConfirmed, onEnded }: HandInCardProps) {
  const words = strings.operations.deliveries.handIn;
  const [moves, setMoves] = useState(false);
  const { loaded, reload } = useLoaded(fetchDeliveries, {
    onSignedOut: onEnded,
    everyMs: moves ? LOOK_MS : null,
  });
  const uploads = useUploads(TABLES, { onChange: reload, onSignedOut: onEnded });
  const items = loaded.state === 'there' ? loaded.value.items : [];
  const isMoving = items.some(({ state, run }) => state === 'looking' || (state === 'taken' && run === null));
  useEffect(() => setMoves(isMoving), [isMoving]);
  return (
    <LoadedCard title={words.title} loaded={loaded} onRetry={reload}>
      {({ readyMappings }) => (
        <>
          <DropZone onFiles={(files) => uploads.begin(files, null)} />
          <div aria-live="polite">
            {uploads.problem === null ? null : (
              <p class="said-text is-bad" role="alert">
                {uploads.problem}
              </p>
            )}
          </div>
          {items.length === 0 ? null : (
            <ul class="handed-in" aria-label={words.waiting}>
              {items.map((delivery: Delivery) => (
                <li key={delivery.id}>
                  <DeliveryItem
                    delivery={delivery}
                    upload={uploads.uploads.get(delivery.id) ?? null}
                    readyMappings={readyMappings}
                    onResume={(files) => uploads.begin(files, delivery)}
                    onChanged={reload}
                    onConfirmed={() => {
                      reload();
                      onConfirmed();
                    }}
                    onEnded={onEnded}
                  />
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </LoadedCard>
  );
}

function DropZone({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const words = strings.operations.deliveries.handIn;
  const id = useId();
  const [isOver, setOver] = useState(false);
  const take = (list: FileList | null): void => {
    const files = [...(list ?? [])];
    if (files.length > 0) onFiles(files);
  };
  return (
    <div
      class={`drop-zone${isOver ? ' is-over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files ?? null);
      }}
    >
      <label class="drop-label" for={id}>
        {words.drop}
      </label>
      <input
        id={id}
        class="form-control drop-input"
        type="file"
        multiple
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          take(event.currentTarget.files);
          event.currentTarget.value = '';
        }}
      />
      <p id={`${id}-hint`} class="row-note">
        {words.hint}
      </p>
    </div>
  );
}
