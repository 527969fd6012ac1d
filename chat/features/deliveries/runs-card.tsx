import type { RunRecord } from '../../../src/vocabulary/run.ts';
import { formatCount, formatNumber } from '../../format/cells.ts';
import { formatMoment } from '../../format/dates.ts';
import { LoadedCard } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import type { LoadControl } from '../../parts/use-loaded.ts';
import { StateMark } from '../../parts/state-mark.tsx';
import { strings } from '../../strings.ts';
import { pageAddress } from '../ask/address.ts';

/** Past runs, the newest first; each opens. */
export function RunsCard({ control }: { control: LoadControl<readonly RunRecord[]> }) {
  const words = strings.operations.deliveries.runs;
  return (
    <LoadedCard title={words.title} loaded={control.loaded} onRetry={control.reload}>
      {(runs) =>
        runs.length === 0 ? (
          <p class="panel-note">{words.empty}</p>
        ) : (
          <DataTable
            caption={words.title}
            rows={runs}
            rowKey={({ run }) => run}
            columns={[
              {
                key: 'started',
                head: words.started,
                cell: ({ run, source, startedAt }) => (
                  <PageLink
                    hash={pageAddress('deliveries', run)}
                    label={words.open(source, formatMoment(startedAt))}
                  >
                    {formatMoment(startedAt)}
                  </PageLink>
                ),
              },
              {
                key: 'source',
                head: words.source,
                cell: ({ source }) => <span class="long-text">{source}</span>,
              },
              { key: 'status', head: words.status, cell: (run) => <RunMark {...run} /> },
              { key: 'took', head: words.took, isNumber: true, cell: tookWords },
              {
                key: 'rows',
                head: words.rows,
                isNumber: true,
                cell: (run) => formatCount(countedRows(run, 'read')),
              },
              {
                key: 'quarantined',
                head: words.quarantined,
                isNumber: true,
                cell: (run) => formatCount(countedRows(run, 'quarantined')),
              },
            ]}
          />
        )
      }
    </LoadedCard>
  );
}

export function RunMark({ status }: Pick<RunRecord, 'status'>) {
  const kind = status === 'done' || status === 'unchanged' ? 'good' : status === 'running' ? 'warn' : 'bad';
  return <StateMark kind={kind} text={strings.operations.deliveries.statuses[status] ?? status} />;
}

export function tookWords({ report }: RunRecord): string {
  return report === null
    ? strings.operations.none
    : strings.operations.deliveries.seconds(formatNumber(report.seconds, 1));
}

function countedRows({ report }: RunRecord, count: 'read' | 'quarantined'): number {
  return Object.values(report?.tables ?? {}).reduce((sum, table) => sum + table[count], 0);
}
