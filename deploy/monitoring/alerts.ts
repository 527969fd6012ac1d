import { ALARMS, type Alarm } from '../../src/telemetry/alarms.ts';
import {
  ADMISSION,
  ANSWERS,
  CACHE,
  CUSTODY,
  HTTP,
  MACHINE,
  STORE,
} from '../../src/telemetry/metrics/index.ts';
import type { Severity } from '../../src/vocabulary/status.ts';
import { type Burn, BURNS, type Objective, OBJECTIVES, recorded } from './objectives.ts';
import { DATABASE_JOB } from './servers.ts';
import { duration, increase, quantile, series, sum } from './query.ts';

/** Something that Prometheus watches. `pace` shrinks every time in it: tests live through hours in seconds. */
export interface Alert {
  readonly name: string;
  /** What is held against the mark; with one that is not there the alert is silent. */
  readonly value: (pace: number) => string;
  /** `> 0`. `age` shrinks marks that are times and that only waiting reaches. */
  readonly mark: (age: number) => string;
  readonly for_seconds: number;
  /** It counts readings that fail, so its time shrinks as the time between them does. */
  readonly ofReadings?: true;
  readonly severity: Severity;
  /** One sentence; `{label}` stands for a label of the series. */
  readonly summary: string;
  readonly runbook: string;
  /** Of what promtool tests it with, 1-minute steps: while it must be silent, then while it must fire. */
  readonly example: {
    readonly quiet: Readonly<Record<string, string>>;
    readonly firing: Readonly<Record<string, string>>;
    readonly minutes: number;
  };
}

/** A mark of days is one of dates, and those a test can write. */
const DAY_SECONDS = 86_400;

/** What node_exporter, Prometheus' own program for machines, tells of the disk that a database lies on. */
const DATABASE = `{job="${DATABASE_JOB}"}`;
const databaseDisk = (free: number): Readonly<Record<string, string>> => ({
  [`node_filesystem_avail_bytes${DATABASE}`]: `${free}x10`,
  [`node_filesystem_size_bytes${DATABASE}`]: '100000000000x10',
});

const scaled = (seconds: number, pace: number): string => duration(seconds * pace);

/** Made from the alarms that the installation also watches by itself. */
function ofAlarm({ gauge, above, below, isDuration, ...alarm }: Alarm): Alert {
  const labels = Object.fromEntries(Object.keys(gauge.labels).map((label) => [label, 'x']));
  const mark = above ?? below ?? 0;
  const beyond = above === undefined ? Math.max(0, mark - Math.max(1, mark / 2)) : mark * 1.5 + 1;
  const well = above === undefined ? mark + 1 : mark;
  const one = series(gauge, labels);
  const isWaitedFor = gauge.unit === 'seconds' && isDuration !== true && mark < DAY_SECONDS;
  return {
    ...alarm,
    value: () => series(gauge),
    mark: (age) => `${above === undefined ? '<' : '>'} ${isWaitedFor ? mark * age : mark}`,
    example: { quiet: { [one]: `${well}x10` }, firing: { [one]: `${beyond}x10` }, minutes: 10 },
  };
}

const WATCHED_BY_PROMETHEUS_ALONE: readonly Alert[] = [
  {
    name: 'AskfolioDown',
    value: () => 'up{job="askfolio"}',
    mark: () => '== 0',
    for_seconds: 60,
    ofReadings: true,
    severity: 'page',
    summary: 'Askfolio does not answer the monitoring.',
    runbook: 'askfolio-down',
    example: {
      quiet: { 'up{job="askfolio"}': '1x10' },
      firing: { 'up{job="askfolio"}': '0x10' },
      minutes: 5,
    },
  },
  {
    name: 'SelfChecksFailed',
    value: (pace) => increase(ANSWERS.errors, scaled(3_600, pace), { code: 'check_failed' }),
    mark: () => '> 0',
    for_seconds: 0,
    severity: 'page',
    summary: 'An answer was held back because it did not pass its own checks.',
    runbook: 'self-checks-failed',
    example: {
      quiet: { [series(ANSWERS.errors, { code: 'check_failed' })]: '0x20' },
      firing: { [series(ANSWERS.errors, { code: 'check_failed' })]: '0x5 1x15' },
      minutes: 10,
    },
  },
  {
    name: 'StoreSlow',
    value: (pace) => quantile(0.99, STORE.reads, scaled(300, pace)),
    mark: () => '> 1',
    for_seconds: 300,
    severity: 'ticket',
    summary: 'One read of the product store in a hundred takes longer than a second.',
    runbook: 'store-slow',
    example: {
      quiet: {
        [series(STORE.reads, { outcome: 'done', le: '0.5' }, '_bucket')]: '0+60x20',
        [series(STORE.reads, { outcome: 'done', le: '+Inf' }, '_bucket')]: '0+60x20',
      },
      firing: {
        [series(STORE.reads, { outcome: 'done', le: '1' }, '_bucket')]: '0+30x20',
        [series(STORE.reads, { outcome: 'done', le: '5' }, '_bucket')]: '0+60x20',
        [series(STORE.reads, { outcome: 'done', le: '+Inf' }, '_bucket')]: '0+60x20',
      },
      minutes: 15,
    },
  },
  {
    name: 'QuestionsRefused',
    value: (pace) => {
      const within = scaled(300, pace);
      return `${sum(increase(ADMISSION.turns, within, { outcome: 'refused' }))} / ${sum(increase(ADMISSION.turns, within))}`;
    },
    mark: () => '> 0.05',
    for_seconds: 60,
    severity: 'page',
    summary: 'More than one question in twenty is refused because too much is asked at once.',
    runbook: 'questions-refused',
    example: {
      quiet: {
        [series(ADMISSION.turns, { lane: 'book', outcome: 'refused' })]: '0+1x20',
        [series(ADMISSION.turns, { lane: 'book', outcome: 'admitted' })]: '0+60x20',
      },
      firing: {
        [series(ADMISSION.turns, { lane: 'book', outcome: 'refused' })]: '0+10x20',
        [series(ADMISSION.turns, { lane: 'book', outcome: 'admitted' })]: '0+60x20',
      },
      minutes: 10,
    },
  },
  {
    name: 'CacheSlow',
    value: (pace) => quantile(0.99, CACHE.lookups, scaled(300, pace)),
    mark: () => '> 0.025',
    for_seconds: 300,
    severity: 'ticket',
    summary:
      'One lookup in the cache in a hundred takes longer than 25 ms, half of what anybody waits for it.',
    runbook: 'cache-slow',
    example: {
      quiet: {
        [series(CACHE.lookups, { le: '0.001' }, '_bucket')]: '0+60x20',
        [series(CACHE.lookups, { le: '+Inf' }, '_bucket')]: '0+60x20',
      },
      firing: {
        [series(CACHE.lookups, { le: '0.025' }, '_bucket')]: '0+30x20',
        [series(CACHE.lookups, { le: '0.05' }, '_bucket')]: '0+60x20',
        [series(CACHE.lookups, { le: '+Inf' }, '_bucket')]: '0+60x20',
      },
      minutes: 15,
    },
  },
  {
    name: 'GuardRefusesOwn',
    value: (pace) =>
      `sum(${increase(STORE.guard, scaled(3_600, pace), { origin: 'generated', outcome: '!passed' })})`,
    mark: () => '> 0',
    for_seconds: 0,
    severity: 'ticket',
    summary: 'The guard refused SQL that the engine itself had written.',
    runbook: 'guard-refuses-own',
    example: {
      quiet: { [series(STORE.guard, { origin: 'generated', outcome: 'sql_refused' })]: '0x20' },
      firing: { [series(STORE.guard, { origin: 'generated', outcome: 'sql_refused' })]: '0x5 2x15' },
      minutes: 10,
    },
  },
  {
    name: 'GuardProbed',
    value: (pace) =>
      `sum(${increase(STORE.guard, scaled(600, pace), { origin: 'written', outcome: 'sql_refused' })})`,
    mark: () => '> 50',
    for_seconds: 0,
    severity: 'ticket',
    summary: 'Many written statements were refused in the last ten minutes: somebody may be probing.',
    runbook: 'guard-probed',
    example: {
      quiet: { [series(STORE.guard, { origin: 'written', outcome: 'sql_refused' })]: '0+1x20' },
      firing: { [series(STORE.guard, { origin: 'written', outcome: 'sql_refused' })]: '0+20x20' },
      minutes: 10,
    },
  },
  {
    name: 'SignInsRefused',
    value: (pace) => increase(CUSTODY.signIns, scaled(600, pace), { outcome: 'refused' }),
    mark: () => '> 20',
    for_seconds: 0,
    severity: 'ticket',
    summary: 'Many attempts to sign in were refused in the last ten minutes.',
    runbook: 'sign-ins-refused',
    example: {
      quiet: { [series(CUSTODY.signIns, { outcome: 'refused' })]: '0+1x20' },
      firing: { [series(CUSTODY.signIns, { outcome: 'refused' })]: '0+5x20' },
      minutes: 12,
    },
  },
  {
    name: 'AuditUnavailable',
    value: (pace) => increase(HTTP.problems, scaled(300, pace), { code: 'audit_unavailable' }),
    mark: () => '> 0',
    for_seconds: 0,
    severity: 'page',
    summary: 'The audit log cannot be written: answers are held back.',
    runbook: 'audit-unavailable',
    example: {
      quiet: { [series(HTTP.problems, { code: 'audit_unavailable' })]: '0x20' },
      firing: { [series(HTTP.problems, { code: 'audit_unavailable' })]: '0+1x20' },
      minutes: 10,
    },
  },
  {
    name: 'AuditNotLookedAt',
    value: () => series(CUSTODY.auditLook),
    mark: (age) => `> ${10_800 * age}`,
    for_seconds: 0,
    severity: 'ticket',
    summary: 'Nobody has looked the audit log through for three hours.',
    runbook: 'audit-chain-broken',
    example: {
      quiet: { [series(CUSTODY.auditLook)]: '60x10' },
      firing: { [series(CUSTODY.auditLook)]: '12000x10' },
      minutes: 5,
    },
  },
  {
    name: 'EventLoopLate',
    value: () => series(MACHINE.loopDelay),
    mark: () => '> 0.5',
    for_seconds: 120,
    severity: 'ticket',
    summary: 'The main process is late by more than half a second: everybody waits.',
    runbook: 'event-loop-late',
    example: {
      quiet: { [series(MACHINE.loopDelay)]: '0.02x10' },
      firing: { [series(MACHINE.loopDelay)]: '0.9x10' },
      minutes: 5,
    },
  },
  {
    name: 'DatabaseDiskNearlyFull',
    value: () => `node_filesystem_avail_bytes${DATABASE} / node_filesystem_size_bytes${DATABASE}`,
    mark: () => '< 0.1',
    for_seconds: 60,
    severity: 'page',
    summary: 'Less than a tenth of the disk of the database server is free.',
    runbook: 'database-nearly-full',
    example: { quiet: databaseDisk(40e9), firing: databaseDisk(4e9), minutes: 5 },
  },
  {
    name: 'DiskFillsUp',
    value: (pace) => `predict_linear(${series(MACHINE.diskFree)}[${scaled(21_600, pace)}], 86400)`,
    mark: () => '< 0',
    for_seconds: 1_800,
    severity: 'ticket',
    summary: 'If it goes on like this, the disk of the home is full within a day.',
    runbook: 'disk-nearly-full',
    example: {
      quiet: { [series(MACHINE.diskFree)]: '90000000000x120' },
      firing: { [series(MACHINE.diskFree)]: '90000000000-500000000x120' },
      minutes: 90,
    },
  },
  {
    name: 'ClockOff',
    value: () => `abs(${series(MACHINE.clock)} - timestamp(${series(MACHINE.clock)}))`,
    mark: () => '> 5',
    for_seconds: 60,
    severity: 'ticket',
    summary: 'The clock of the machine differs from that of the monitoring by more than five seconds.',
    runbook: 'clock-off',
    example: {
      quiet: { [series(MACHINE.clock)]: '0+60x20' },
      firing: { [series(MACHINE.clock)]: '100+60x20' },
      minutes: 5,
    },
  },
];

/** Made from an objective: its budget burns too fast over a long and a short window. */
function ofObjective({ name, target, promise, runbook }: Objective, burn: Burn): Alert {
  const { factor, long, short, severity } = burn;
  const allowed = Number((factor * (1 - target)).toFixed(6));
  const of = (window: Burn['long']): string => `${recorded(window)}{objective="${name}"}`;
  const shown = name[0]?.toUpperCase() + name.slice(1);
  const share = (value: number): Record<string, string> => ({
    [of(long)]: `${value}x20`,
    [of(short)]: `${value}x20`,
  });
  return {
    name: `${shown}BurnFast${Math.round(long / 3_600)}h`,
    value: () => `${of(long)} > ${allowed} and ${of(short)}`,
    mark: () => `> ${allowed}`,
    for_seconds: 0,
    severity,
    summary: `The objective that ${promise} burns its budget ${factor} times too fast.`,
    runbook,
    example: { quiet: share(allowed / 2), firing: share(allowed * 1.5), minutes: 5 },
  };
}

export const ALERTS: readonly Alert[] = [
  ...ALARMS.map(ofAlarm),
  ...WATCHED_BY_PROMETHEUS_ALONE,
  ...OBJECTIVES.flatMap((objective) => BURNS.map((burn) => ofObjective(objective, burn))),
];
