import { useCallback } from 'preact/hooks';
import type { RunRecord, RunReport, TableCounts } from '../../../src/vocabulary/run.ts';
import { fetchRun, repeatRun } from '../../api/operations.ts';
import { formatCount } from '../../format/cells.ts';
import { formatMoment } from '../../format/dates.ts';
import { Card, LoadedCard, Said } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { PageBody } from '../../parts/page-body.tsx';
import { PageLink } from '../../parts/page-link.tsx';
import { useAction } from '../../parts/use-action.ts';
import { useLoaded } from '../../parts/use-loaded.ts';
import { strings } from '../../strings.ts';
import { pageAddress } from '../ask/address.ts';
import type { PageProps } from '../frame/page-props.ts';
import { FindingRowsCard, QuarantineCard } from './row-cards.tsx';
import { RunMark, tookWords } from './runs-card.tsx';

/** One run: what it counted, what it found, what it set aside. */
export function RunPage({ run, me, menu, onEnded }: PageProps & { readonly run: string }) {
  const load = useCallback(() => fetchRun(run), [run]);
  const { loaded, reload } = useLoaded(load, { onSignedOut: onEnded });
  const words = strings.operations.deliveries.run;
  const title =
    loaded.state === 'there' ? words.title(loaded.value.source) : strings.operations.deliveries.title;
  return (
    <PageBody title={title} menu={menu} onRefresh={reload}>
      <p class="page-back">
        <PageLink hash={pageAddress('deliveries')}>← {words.back}</PageLink>
      </p>
      <LoadedCard title={title} loaded={loaded} onRetry={reload}>
        {(record) => <Facts record={record} mayStart={me.rights.includes('runs.start')} onEnded={onEnded} />}
      </LoadedCard>
      {loaded.state === 'there' && loaded.value.report ? (
        <>
          <TablesCard report={loaded.value.report} />
          <FindingsCard report={loaded.value.report} />
        </>
      ) : null}
      <FindingRowsCard run={run} onEnded={onEnded} />
      <QuarantineCard run={run} onEnded={onEnded} />
    </PageBody>
  );
}

interface FactsProps {
  readonly record: RunRecord;
  readonly mayStart: boolean;
  readonly onEnded: () => void;
}

function Facts({ record, mayStart, onEnded }: FactsProps) {
  const action = useAction(onEnded);
  const { run, startedAt, status, message, report } = record;
  const words = strings.operations.deliveries;
  return (
    <>
      <dl class="facts">
        <dt>{words.runs.started}</dt>
        <dd>{formatMoment(startedAt)}</dd>
        <dt>{words.runs.status}</dt>
        <dd>
          <RunMark status={status} />
        </dd>
        <dt>{words.runs.took}</dt>
        <dd>{tookWords(record)}</dd>
        {report?.dataVersion ? (
          <>
            <dt>{words.run.version}</dt>
            <dd>
              {report.dataVersion} ·{' '}
              {words.run.accounts(formatCount(report.accounts.touched), formatCount(report.accounts.total))}
            </dd>
          </>
        ) : null}
      </dl>
      {message === null ? null : <p class="alert alert-warning mb-0">{message}</p>}
      {mayStart && status !== 'running' ? (
        <p class="mb-0">
          <button
            type="button"
            class="btn btn-sm btn-line"
            disabled={action.isBusy}
            onClick={() => void action.run(() => repeatRun(run), words.run.repeated)}
          >
            {words.run.repeat}
          </button>
        </p>
      ) : null}
      <Said said={action.said} />
    </>
  );
}

type Counted = keyof typeof strings.operations.deliveries.run.counts;
const COUNTED: readonly Counted[] = [
  'read',
  'new',
  'changed',
  'unchanged',
  'stale',
  'deleted',
  'flagged',
  'quarantined',
];

function TablesCard({ report }: { report: RunReport }) {
  const words = strings.operations.deliveries.run;
  return (
    <Card title={words.tables}>
      <DataTable<[string, TableCounts]>
        caption={words.tables}
        rows={Object.entries(report.tables)}
        rowKey={([table]) => table}
        columns={[
          {
            key: 'table',
            head: words.table,
            cell: ([table, { refused, reason }]) => (
              <>
                {table}
                {refused ? (
                  <span class="row-note">
                    {words.refused}
                    {reason === undefined ? '' : `: ${reason}`}
                  </span>
                ) : null}
              </>
            ),
          },
          ...COUNTED.map((count) => ({
            key: count,
            head: words.counts[count],
            isNumber: true as const,
            cell: ([, counts]: [string, TableCounts]) => formatCount(counts[count]),
          })),
        ]}
      />
    </Card>
  );
}

function FindingsCard({ report: { findings } }: { report: RunReport }) {
  const words = strings.operations.deliveries.run;
  return (
    <Card title={words.findings}>
      {findings.length === 0 ? (
        <p class="panel-note">{words.noFindings}</p>
      ) : (
        <ul class="findings">
          {findings.map(({ code, severity, text, rows }) => (
            <li key={code} class={`finding is-${severity}`}>
              <strong>{words.severities[severity]}</strong> {text}{' '}
              <span class="row-note">
                {code} · {formatCount(rows)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
