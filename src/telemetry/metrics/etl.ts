import { REFRESH_STEPS, type RunReport } from '../../vocabulary/run.ts';
import { counter, gauge, histogram, type Named } from '../declaration.ts';
import type { Registry } from '../registry.ts';

export const RUN_ENDS = ['done', 'unchanged', 'refused', 'failed'] as const;
/** Names of the installation's own registered sources; deliveries that were taken in by hand count as 'by_hand'. */
const SOURCES: Named = { of: 'registered sources', values_max: 100 };
const CUSTODIANS: Named = { of: "custodians' ids", values_max: 100 };
const TABLES: Named = { of: 'canonical tables', values_max: 30 };
const FINDINGS: Named = { of: "findings' codes", values_max: 60 };
const SEVERITIES = ['info', 'warning', 'error'] as const;
const ROW_OUTCOMES = ['new', 'changed', 'unchanged', 'stale', 'deleted', 'quarantined'] as const;

export const ETL = {
  runs: counter({
    name: 'askfolio_etl_runs_total',
    help: 'Runs of the pipeline by source and by how they ended',
    labels: { source: SOURCES, status: RUN_ENDS },
  }),
  seconds: histogram({
    name: 'askfolio_etl_run_seconds',
    unit: 'seconds',
    help: 'Runs of the pipeline by how they ended',
    labels: { status: RUN_ENDS },
    buckets: [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600],
  }),
  steps: histogram({
    name: 'askfolio_etl_step_seconds',
    unit: 'seconds',
    help: 'The steps of a run',
    labels: { step: REFRESH_STEPS },
    buckets: [0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 600, 1800],
  }),
  rows: counter({
    name: 'askfolio_etl_rows_total',
    unit: 'rows',
    help: 'Rows of deliveries by table and by what became of them',
    labels: { table: TABLES, outcome: ROW_OUTCOMES },
  }),
  findings: gauge({
    name: 'askfolio_etl_findings',
    help: 'What the last run found doubtful in the data, by code',
    labels: { code: FINDINGS, severity: SEVERITIES },
  }),
  lastFailed: gauge({
    name: 'askfolio_etl_last_run_failed',
    help: '1 where the last run of a source failed or was refused, 0 where it did not',
    labels: { source: SOURCES },
  }),
  lastQuarantined: gauge({
    name: 'askfolio_etl_last_run_quarantined_ratio',
    unit: 'ratio',
    help: 'The part of the rows of the last run that was set aside, by source',
    labels: { source: SOURCES },
  }),
  sinceSuccess: gauge({
    name: 'askfolio_etl_since_success_seconds',
    unit: 'seconds',
    help: 'Since when a source was last taken in whole, by source: its freshness',
    labels: { source: SOURCES },
  }),
  overdue: gauge({
    name: 'askfolio_etl_overdue_seconds',
    onlyWith: 'a source with a schedule',
    unit: 'seconds',
    help: 'How long ago a scheduled source should have been taken in, 0 where it was; by source',
    labels: { source: SOURCES },
  }),
  running: gauge({ name: 'askfolio_etl_runs_under_way', help: 'Runs that are under way' }),
  silent: gauge({
    name: 'askfolio_etl_silent_seconds',
    unit: 'seconds',
    help: 'For how long the runs that are under way in this process have told of no progress, 0 where none is',
  }),
  dataAge: gauge({
    name: 'askfolio_data_age_seconds',
    unit: 'seconds',
    help: 'How long ago the data that answers come from were published',
  }),
  custodianAge: gauge({
    name: 'askfolio_custodian_statement_age_seconds',
    unit: 'seconds',
    help: 'How long ago the day ended for which a custodian last sent a statement or a booking, by custodian',
    labels: { custodian: CUSTODIANS },
  }),
  breaks: gauge({
    name: 'askfolio_reconciliation_breaks',
    help: "Positions that a custodian's last statement states otherwise than the bookings add up to, by custodian",
    labels: { custodian: CUSTODIANS },
  }),
  quarantine: gauge({
    name: 'askfolio_quarantine_rows',
    unit: 'rows',
    help: 'Rows that are set aside, of all runs that are kept',
  }),
} as const;

export interface EtlObserver {
  begun(): void;
  /** `source`: a registered one's name, or 'by_hand'. `report`: null where the run failed. */
  ended(source: string, seconds: number, report: RunReport | null): void;
  step(step: string, seconds: number): void;
  progressed(): void;
}

/** `clock`: milliseconds that only grow. */
export function etlObserver(registry: Registry, clock: () => number): EtlObserver & { silence(): number } {
  let heard = clock();
  let underWay = 0;
  return {
    begun: () => {
      underWay += 1;
      heard = clock();
    },
    ended: (source, seconds, report) => {
      underWay -= 1;
      const status = report?.status ?? 'failed';
      registry.add(ETL.runs, { source, status });
      registry.observe(ETL.seconds, { status }, seconds);
      if (report === null) return;
      for (const [table, counts] of Object.entries(report.tables)) {
        for (const outcome of ROW_OUTCOMES) registry.add(ETL.rows, { table, outcome }, counts[outcome]);
      }
      registry.clear(ETL.findings);
      const found = new Map<string, { code: string; severity: string; rows: number }>();
      for (const { code, severity, rows } of report.findings) {
        const sum = found.get(`${code} ${severity}`)?.rows ?? 0;
        found.set(`${code} ${severity}`, { code, severity, rows: sum + rows });
      }
      for (const { rows, ...labels } of found.values()) registry.set(ETL.findings, labels, rows);
    },
    step: (step, seconds) => registry.observe(ETL.steps, { step }, seconds),
    progressed: () => {
      heard = clock();
    },
    silence: () => (underWay === 0 ? 0 : (clock() - heard) / 1_000),
  };
}
