import { useCallback } from 'preact/hooks';
import type { FindingRow, QuarantinedRow } from '../../../src/vocabulary/run.ts';
import { fetchFindings, fetchQuarantine } from '../../api/operations.ts';
import { formatDay } from '../../format/dates.ts';
import { LoadedCard } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { usePages } from '../../parts/use-pages.ts';
import { strings } from '../../strings.ts';

interface RowsCardProps {
  readonly run: string;
  readonly onEnded: () => void;
}

/** The rows that the findings of a run speak of, reconciliation breaks among them. */
export function FindingRowsCard({ run, onEnded }: RowsCardProps) {
  const words = strings.operations.deliveries.run;
  const load = useCallback((after: number | null) => fetchFindings(run, after ?? 0), [run]);
  const { loaded, reload, more } = usePages<FindingRow>(load, onEnded);
  return (
    <LoadedCard title={words.findingRows} loaded={loaded} onRetry={reload}>
      {(rows) =>
        rows.length === 0 ? (
          <p class="panel-note">{words.noFindings}</p>
        ) : (
          <>
            <DataTable
              caption={words.findingRows}
              rows={rows}
              rowKey={(_row, index) => index}
              columns={[
                { key: 'code', head: words.finding, cell: ({ code }) => code },
                {
                  key: 'severity',
                  head: words.severity,
                  cell: ({ severity }) => words.severities[severity] ?? severity,
                },
                { key: 'account', head: words.account, cell: ({ account }) => account },
                { key: 'security', head: words.security, cell: ({ symbol, security }) => symbol ?? security },
                { key: 'days', head: words.days, cell: daysWords },
                {
                  key: 'cause',
                  head: words.cause,
                  cell: ({ cause, detail }) => [cause, detail].filter((part) => part !== null).join(': '),
                },
                { key: 'where', head: words.where, cell: whereWords },
              ]}
            />
            <MoreButton more={more} />
          </>
        )
      }
    </LoadedCard>
  );
}

/** The rows that a run set aside, each with why. */
export function QuarantineCard({ run, onEnded }: RowsCardProps) {
  const words = strings.operations.deliveries.run;
  const load = useCallback((after: number | null) => fetchQuarantine(run, after ?? 0), [run]);
  const { loaded, reload, more } = usePages<QuarantinedRow>(load, onEnded);
  return (
    <LoadedCard title={words.quarantine} loaded={loaded} onRetry={reload}>
      {(rows) =>
        rows.length === 0 ? (
          <p class="panel-note">{words.noQuarantine}</p>
        ) : (
          <>
            <DataTable
              caption={words.quarantine}
              rows={rows}
              rowKey={(_row, index) => index}
              columns={[
                { key: 'where', head: words.where, cell: whereWords },
                { key: 'table', head: words.table, cell: ({ table }) => table },
                {
                  key: 'reason',
                  head: words.reason,
                  cell: ({ reason }) => <span class="long-text">{reason}</span>,
                },
                { key: 'column', head: words.column, cell: ({ column }) => column },
                { key: 'key', head: words.key, cell: ({ key }) => <span class="long-text">{key}</span> },
              ]}
            />
            <MoreButton more={more} />
          </>
        )
      }
    </LoadedCard>
  );
}

function MoreButton({ more }: { more: (() => void) | null }) {
  if (more === null) return null;
  return (
    <button type="button" class="btn btn-sm btn-line" onClick={more}>
      {strings.operations.more}
    </button>
  );
}

function daysWords({ from, to }: FindingRow): string {
  const days = [...new Set([from, to].filter((day) => day !== null))];
  return days.map((day) => formatDay(day)).join(' – ');
}

function whereWords({ file, line }: { readonly file: string | null; readonly line: number | null }): string {
  if (file === null) return strings.operations.none;
  return line === null ? file : strings.operations.deliveries.run.line(file, String(line));
}
