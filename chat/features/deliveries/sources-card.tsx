import { useState } from 'preact/hooks';
import type { SourceStanding } from '../../../src/vocabulary/operations.ts';
import type { SourceChange } from '../../../src/vocabulary/source.ts';
import { changeSource, fetchSources, runSource } from '../../api/operations.ts';
import { formatMoment } from '../../format/dates.ts';
import { LoadedCard, Said } from '../../parts/card.tsx';
import { DataTable, type DataColumn } from '../../parts/data-table.tsx';
import { useAction } from '../../parts/use-action.ts';
import { useLoaded } from '../../parts/use-loaded.ts';
import { strings } from '../../strings.ts';
import { ScheduleForm } from './schedule-form.tsx';
import { withCode } from '../../parts/with-code.tsx';

interface SourcesCardProps {
  readonly mayStart: boolean;
  readonly onStarted: () => void;
  readonly onEnded: () => void;
}

/** Where deliveries come from, when each comes next, changing that, and taking one in now. */
export function SourcesCard({ mayStart, onStarted, onEnded }: SourcesCardProps) {
  const { loaded, reload } = useLoaded(fetchSources, { onSignedOut: onEnded });
  const action = useAction(onEnded);
  const words = strings.operations.deliveries.sources;
  const start = async (name: string): Promise<void> => {
    if (await action.run(() => runSource(name), words.started(name))) onStarted();
  };
  const [edited, setEdited] = useState<string | null>(null);
  const change = async (name: string, next: SourceChange): Promise<void> => {
    if (!(await action.run(() => changeSource(name, next), words.changed(name)))) return;
    setEdited(null);
    reload();
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
      cell: ({ nextRunAt, paused }) =>
        paused ? words.paused : nextRunAt === null ? strings.operations.none : formatMoment(nextRunAt),
    },
  ];
  const tools: DataColumn<SourceStanding> = {
    key: 'run',
    head: words.tools,
    cell: ({ name, paused, schedule, watch }) => (
      <span class="row-tools">
        <button
          type="button"
          class="btn btn-sm btn-line"
          aria-label={words.runNamed(name)}
          disabled={action.isBusy}
          onClick={() => void start(name)}
        >
          {words.run}
        </button>
        <button
          type="button"
          class="btn btn-sm btn-line"
          aria-label={words.editNamed(name)}
          aria-expanded={edited === name}
          onClick={() => setEdited(edited === name ? null : name)}
        >
          {words.edit}
        </button>
        {schedule === null && !watch ? null : (
          <button
            type="button"
            class="btn btn-sm btn-line"
            aria-label={paused ? words.resumeNamed(name) : words.pauseNamed(name)}
            disabled={action.isBusy}
            onClick={() => void change(name, { paused: !paused })}
          >
            {paused ? words.resume : words.pause}
          </button>
        )}
      </span>
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
              columns={mayStart ? [...columns, tools] : columns}
            />
          )}
          {items
            .filter(({ name }) => mayStart && name === edited)
            .map((source) => (
              <ScheduleForm
                key={source.name}
                source={source}
                isBusy={action.isBusy}
                onSave={(next) => void change(source.name, next)}
                onCancel={() => setEdited(null)}
              />
            ))}
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
