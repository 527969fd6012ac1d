import type { SourceStanding } from '../../../src/vocabulary/operations.ts';
import { fetchSources, runSource } from '../../api/operations.ts';
import { formatMoment } from '../../format/dates.ts';
import { LoadedCard, Said } from '../../parts/card.tsx';
import { DataTable, type DataColumn } from '../../parts/data-table.tsx';
import { useAction } from '../../parts/use-action.ts';
import { useLoaded } from '../../parts/use-loaded.ts';
import { strings } from '../../strings.ts';
import { withCode } from '../../parts/with-code.tsx';

interface SourcesCardProps {
  readonly mayStart: boolean;
  readonly onStarted: () => void;
  readonly onEnded: () => void;
}

/** Where deliveries come from, when each comes next, and taking one in now. */
export function SourcesCard({ mayStart, onStarted, onEnded }: SourcesCardProps) {
  const { loaded, reload } = useLoaded(fetchSources, { onSignedOut: onEnded });
  const action = useAction(onEnded);
  const words = strings.operations.deliveries.sources;
  const start = async (name: string): Promise<void> => {
    if (await action.run(() => runSource(name), words.started(name))) onStarted();
  };
  const columns: readonly DataColumn<SourceStanding>[] = [
    { key: 'name', head: words.name, cell: ({ name }) => name },
    {
      key: 'place',
      head: words.place,
      cell: ({ address }) => <span class="long-text">{address}</span>,
    },
    { key: 'schedule', head: words.schedule, cell: scheduleWords },
    {
      key: 'next',
      head: words.next,
      cell: ({ nextRunAt }) => (nextRunAt === null ? strings.operations.none : formatMoment(nextRunAt)),
    },
  ];
  const run: DataColumn<SourceStanding> = {
    key: 'run',
    head: words.run,
    cell: ({ name }) => (
      <button
        type="button"
        class="btn btn-sm btn-line"
        aria-label={words.runNamed(name)}
        disabled={action.isBusy}
        onClick={() => void start(name)}
      >
        {words.run}
      </button>
    ),
  };
  return (
    <LoadedCard title={words.title} loaded={loaded} onRetry={reload}>
      {(items) => (
        <>
          {items.length === 0 ? (
            <p class="panel-note">{withCode(words.empty)}</p>
          ) : (
            <DataTable
              caption={words.title}
              rows={items}
              rowKey={({ name }) => name}
              columns={mayStart ? [...columns, run] : columns}
            />
          )}
          <Said said={action.said} />
        </>
      )}
    </LoadedCard>
  );
}

function scheduleWords({ schedule, watch }: SourceStanding) {
  const words = strings.operations.deliveries.sources;
  if (schedule === null) return watch ? words.watched : words.byHand;
  return (
    <>
      <code>{schedule.cron}</code> {schedule.timeZone}
    </>
  );
}
