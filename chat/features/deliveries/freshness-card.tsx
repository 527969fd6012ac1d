import type { CustodianStatus, RaisedAlarm, Status } from '../../../src/vocabulary/status.ts';
import { formatCount } from '../../format/cells.ts';
import { formatDay, formatMoment } from '../../format/dates.ts';
import { Card, LoadedCard } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { StateMark, type StateMarkProps } from '../../parts/state-mark.tsx';
import type { LoadControl } from '../../parts/use-loaded.ts';
import { strings } from '../../strings.ts';

const DAY_MS = 86_400_000;
/** A weekend, and a holiday beside it, are no delay. */
const DAYS_BEHIND_MAX = 4;

/** How far each custodian's data reach, and whether that is recent. */
export function FreshnessCard({ control }: { control: LoadControl<Status> }) {
  const words = strings.operations.deliveries.freshness;
  return (
    <LoadedCard title={words.title} loaded={control.loaded} onRetry={control.reload}>
      {({ at, store, custodians }) =>
        store.asOf === null ? (
          <p class="panel-note">{strings.operations.deliveries.noData}</p>
        ) : (
          <>
            <p class="panel-note">
              {strings.operations.deliveries.current(
                formatDay(store.asOf),
                store.publishedAt === null ? strings.operations.none : formatMoment(store.publishedAt),
              )}
            </p>
            <CustodianTable custodians={custodians} today={at} />
          </>
        )
      }
    </LoadedCard>
  );
}

function CustodianTable({ custodians, today }: { custodians: readonly CustodianStatus[]; today: string }) {
  const words = strings.operations.deliveries.freshness;
  return (
    <DataTable
      caption={words.title}
      rows={custodians}
      rowKey={({ custodian }) => custodian}
      columns={[
        {
          key: 'custodian',
          head: words.custodian,
          cell: ({ name }) => <span class="long-text">{name}</span>,
        },
        {
          key: 'state',
          head: words.state,
          cell: ({ lastDay }) => <StateMark {...stateOf(lastDay, today)} />,
        },
        {
          key: 'day',
          head: words.lastDay,
          cell: ({ lastDay }) => (lastDay === null ? strings.operations.none : formatDay(lastDay)),
        },
        { key: 'breaks', head: words.breaks, isNumber: true, cell: ({ breaks }) => formatCount(breaks) },
      ]}
    />
  );
}

function stateOf(lastDay: string | null, today: string): StateMarkProps {
  const words = strings.operations.deliveries.freshness;
  if (lastDay === null) return { kind: 'bad', text: words.silent };
  const behind = Math.floor((Date.parse(today) - Date.parse(lastDay)) / DAY_MS);
  return behind <= DAYS_BEHIND_MAX
    ? { kind: 'good', text: words.fresh }
    : { kind: 'warn', text: words.behind(formatCount(behind)) };
}

/** What is wrong just now, the most urgent first; nothing where nothing is. */
export function AlarmsCard({ alarms }: { alarms: readonly RaisedAlarm[] | null }) {
  if (alarms === null || alarms.length === 0) return null;
  const words = strings.operations.alarms;
  return (
    <Card title={words.title}>
      <ul class="findings">
        {alarms
          .toSorted((a, b) => a.severity.localeCompare(b.severity))
          .map(({ name, severity, summary, about, since }) => (
            <li
              key={`${name} ${about ?? ''}`}
              class={`finding is-${severity === 'page' ? 'error' : 'warning'}`}
            >
              <strong>{words.severities[severity]}</strong> {words.summaries[name]?.(about ?? '') ?? summary}{' '}
              <span class="row-note">{words.since(formatMoment(since))}</span>
            </li>
          ))}
      </ul>
    </Card>
  );
}
