import { useState } from 'preact/hooks';
import type { DataKeyState } from '../../../src/vocabulary/operations.ts';
import { rotateDataKeys } from '../../api/keys.ts';
import { formatCount } from '../../format/cells.ts';
import { formatMoment } from '../../format/dates.ts';
import { LoadedCard, Said } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { SureButton } from '../../parts/sure-button.tsx';
import { useAction } from '../../parts/use-action.ts';
import type { LoadControl } from '../../parts/use-loaded.ts';
import { strings } from '../../strings.ts';

const DAY_MS = 86_400_000;

interface DataKeysCardProps {
  readonly control: LoadControl<readonly DataKeyState[]>;
  readonly onEnded: () => void;
}

/** How old the keys of encryption are, and turning them. */
export function DataKeysCard({ control: { loaded, reload }, onEnded }: DataKeysCardProps) {
  const words = strings.operations.keys.data;
  const action = useAction(onEnded);
  const [done, setDone] = useState<string | null>(null);
  const rotate = async (): Promise<void> => {
    setDone(null);
    await action.run(async () => {
      const { values, master } = await rotateDataKeys();
      setDone(
        [words.rotated(formatCount(values)), master === 'kept' ? words.masterKept : ''].join(' ').trim(),
      );
    });
    reload();
  };
  const said = done === null ? action.said : { kind: 'good' as const, text: done };
  return (
    <LoadedCard title={words.title} loaded={loaded} onRetry={reload}>
      {(keys) => (
        <>
          <p class="panel-note">{words.intro}</p>
          <DataTable
            caption={words.title}
            rows={keys}
            rowKey={({ purpose }) => purpose}
            columns={[
              {
                key: 'purpose',
                head: words.purpose,
                cell: ({ purpose }) => words.purposes[purpose] ?? purpose,
              },
              { key: 'newest', head: words.newest, cell: ({ newestAt }) => formatMoment(newestAt) },
              { key: 'age', head: words.age, isNumber: true, cell: ({ newestAt }) => ageWords(newestAt) },
              {
                key: 'count',
                head: words.count,
                isNumber: true,
                cell: ({ keys: count }) => formatCount(count),
              },
            ]}
          />
          {keys.some(({ purpose, keys: count }) => purpose === 'fields' && count > 1) ? (
            <p class="alert alert-warning mb-0">{words.unfinished}</p>
          ) : null}
          <p class="mb-0">
            {action.isBusy ? (
              <span role="status">{words.rotating}</span>
            ) : (
              <SureButton
                label={words.rotate}
                question={words.rotateSure}
                yes={words.rotateYes}
                no={words.rotateNo}
                onSure={() => void rotate()}
              />
            )}
          </p>
          <Said said={said} />
        </>
      )}
    </LoadedCard>
  );
}

function ageWords(since: string): string {
  return strings.operations.keys.data.days(
    formatCount(Math.floor((Date.now() - Date.parse(since)) / DAY_MS)),
  );
}
