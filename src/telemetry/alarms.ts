import type { Severity } from '../vocabulary/status.ts';
import type { Metric } from './declaration.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { CACHE, CUSTODY, ETL, MACHINE, MODEL, QUEUE, STORE } from './metrics/index.ts';

/**
 * Something that is wrong while a gauge is beyond a mark. Declared once: the installation watches it by itself, and the
 * rule of the same name for Prometheus is made from it.
 */
export interface Alarm {
  readonly name: string;
  readonly gauge: Metric<'gauge'>;
  readonly above?: number;
  readonly below?: number;
  /** The mark is a time that something takes, and no age that it reaches. */
  readonly isDuration?: true;
  /** For how long it must have been so. */
  readonly for_seconds: number;
  readonly severity: Severity;
  /** One sentence; `{label}` stands for a label of the gauge. */
  readonly summary: string;
  /** The page in docs/runbooks. */
  readonly runbook: string;
}

const DAY_SECONDS = 86_400;

export const ALARMS: readonly Alarm[] = [
  {
    name: 'EtlFailed',
    gauge: ETL.lastFailed,
    above: 0,
    for_seconds: 0,
    severity: 'page',
    summary: 'The last run of the source {source} failed or its delivery was refused.',
    runbook: 'etl-failed',
  },
  {
    name: 'EtlLate',
    gauge: ETL.overdue,
    above: 1_800,
    for_seconds: 0,
    severity: 'page',
    summary: 'The source {source} should have been taken in more than half an hour ago.',
    runbook: 'etl-late',
  },
  {
    name: 'EtlStuck',
    gauge: ETL.silent,
    above: 900,
    for_seconds: 0,
    severity: 'page',
    summary: 'A run is under way and has made no progress for a quarter of an hour.',
    runbook: 'etl-stuck',
  },
  {
    name: 'EtlLosesRows',
    gauge: ETL.lastQuarantined,
    above: 0.01,
    for_seconds: 0,
    severity: 'ticket',
    summary: 'More than one row in a hundred of the last run of {source} was set aside.',
    runbook: 'etl-loses-rows',
  },
  {
    name: 'ReconciliationBreaks',
    gauge: ETL.breaks,
    above: 0,
    for_seconds: 0,
    severity: 'ticket',
    summary: 'The last statements of the custodian {custodian} differ from what the bookings add up to.',
    runbook: 'reconciliation-breaks',
  },
  {
    name: 'CustodianStale',
    gauge: ETL.custodianAge,
    above: 5 * DAY_SECONDS,
    for_seconds: 0,
    severity: 'ticket',
    summary: 'The custodian {custodian} has sent neither statement nor booking for five days.',
    runbook: 'custodian-stale',
  },
  {
    name: 'StoreDown',
    gauge: STORE.up,
    below: 1,
    for_seconds: 30,
    severity: 'page',
    summary: 'The product store does not answer: no question can be answered.',
    runbook: 'store-down',
  },
  {
    name: 'ReplicaBehind',
    gauge: STORE.behind,
    above: 300,
    for_seconds: 60,
    severity: 'ticket',
    summary: 'The replica that answers are read from has lacked the newest data for more than five minutes.',
    runbook: 'replica-behind',
  },
  {
    name: 'DatabaseNearlyFull',
    gauge: STORE.filled,
    above: 0.85,
    for_seconds: 0,
    severity: 'page',
    summary: 'The database of the product store takes more than 85 in a hundred of what it may take.',
    runbook: 'database-nearly-full',
  },
  {
    name: 'RecordsDown',
    gauge: CUSTODY.records,
    below: 1,
    for_seconds: 30,
    severity: 'page',
    summary: "The installation's own records do not answer: nobody can sign in or be answered.",
    runbook: 'records-down',
  },
  {
    name: 'CacheDown',
    gauge: CACHE.up,
    below: 1,
    for_seconds: 60,
    severity: 'ticket',
    summary: 'The cache does not answer: every question reads the store.',
    runbook: 'cache-down',
  },
  {
    name: 'CacheNearlyFull',
    gauge: CACHE.filled,
    above: 0.9,
    for_seconds: 60,
    severity: 'ticket',
    summary: 'The cache has taken more than nine tenths of its memory and makes no room by itself.',
    runbook: 'cache-full',
  },
  {
    name: 'BrokerDown',
    gauge: QUEUE.up,
    below: 1,
    for_seconds: 60,
    severity: 'page',
    summary: 'The broker does not answer: work is handed on late.',
    runbook: 'broker-down',
  },
  {
    name: 'BrokerSlow',
    gauge: QUEUE.answer,
    above: 2,
    isDuration: true,
    for_seconds: 60,
    severity: 'ticket',
    summary: 'The broker takes more than two seconds to answer.',
    runbook: 'broker-down',
  },
  {
    name: 'QueueOld',
    gauge: QUEUE.age,
    above: 900,
    for_seconds: 60,
    severity: 'page',
    summary: 'A job has been waiting for more than a quarter of an hour for somebody to take it.',
    runbook: 'queue-old',
  },
  {
    name: 'QueueNearlyFull',
    gauge: QUEUE.depth,
    above: 0.8 * LIMITS.jobs_open_max,
    for_seconds: 0,
    severity: 'page',
    summary: 'More than four fifths of the jobs that may wait are waiting: soon more are refused.',
    runbook: 'queue-old',
  },
  {
    name: 'JobsSetAside',
    gauge: QUEUE.setAside,
    above: 0,
    for_seconds: 0,
    severity: 'ticket',
    summary: 'Jobs were tried as often as they may be and wait for a person.',
    runbook: 'dead-letters',
  },
  {
    name: 'DeadLetters',
    gauge: QUEUE.dead,
    above: 0,
    for_seconds: 0,
    severity: 'ticket',
    summary: 'Words of work were laid aside at the broker and wait for a person.',
    runbook: 'dead-letters',
  },
  {
    name: 'ModelDown',
    gauge: MODEL.answers,
    below: 1,
    for_seconds: 120,
    severity: 'ticket',
    summary: 'The language model does not answer: the offline engine reads questions alone.',
    runbook: 'model-down',
  },
  {
    name: 'BudgetNearlyUsed',
    gauge: MODEL.budgetUsed,
    above: 0.8,
    for_seconds: 0,
    severity: 'ticket',
    summary: "More than four fifths of the day's budget for the language model are used.",
    runbook: 'budget-used',
  },
  {
    name: 'BudgetUsed',
    gauge: MODEL.budgetUsed,
    above: 0.999,
    for_seconds: 0,
    severity: 'page',
    summary: "The day's budget for the language model is used up: the offline engine reads alone.",
    runbook: 'budget-used',
  },
  {
    name: 'DiskNearlyFull',
    gauge: MACHINE.diskHeadroom,
    below: 1,
    for_seconds: 0,
    severity: 'page',
    summary: 'Less space is free on the disk of the home than is to stay free.',
    runbook: 'disk-nearly-full',
  },
  {
    name: 'MemoryHigh',
    gauge: MACHINE.memoryUsed,
    above: 0.8,
    for_seconds: 600,
    severity: 'ticket',
    summary: 'The main process holds more than four fifths of the memory that it may come to hold.',
    runbook: 'memory-high',
  },
  {
    name: 'AuditChainBroken',
    gauge: CUSTODY.auditWhole,
    below: 1,
    for_seconds: 0,
    severity: 'page',
    summary: 'The audit log is not whole: entries were changed, moved or removed.',
    runbook: 'audit-chain-broken',
  },
  {
    name: 'CertificateEnds',
    gauge: CUSTODY.certificate,
    below: 14 * DAY_SECONDS,
    for_seconds: 0,
    severity: 'page',
    summary: 'The certificate that is served ends within two weeks.',
    runbook: 'certificate-ends',
  },
];
