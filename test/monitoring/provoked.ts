/** The causes that take many minutes to bring about and to clear are `npm run nightly -- alarms`'s. */
export const isWhole = process.env['ASKFOLIO_TEST_ALARMS'] === 'whole';

/** Alerts whose causes alarms.test.ts provokes in an installation of one process, and sees end. */
export const PROVOKED_ALONE = [
  'AskfolioDown',
  'AuditChainBroken',
  'AuditNotLookedAt',
  'CacheDown',
  'CustodianStale',
  'DiskNearlyFull',
  'EtlFailed',
  'EtlLate',
  'EtlLosesRows',
  'EtlStuck',
  'GuardProbed',
  'ModelDown',
  'ReconciliationBreaks',
  'SignInsRefused',
] as const;

/** More of them, in the whole run. */
export const PROVOKED_ALONE_WHOLE = [
  'AnswersBurnFast1h',
  'AnswersBurnFast6h',
  'AnswersBurnFast24h',
  'AnswersBurnFast72h',
  'ApiBurnFast1h',
  'ApiBurnFast6h',
  'ApiBurnFast24h',
  'ApiBurnFast72h',
  'AuditUnavailable',
  'CacheNearlyFull',
  'CacheSlow',
  'ClockOff',
  'DiskFillsUp',
  'EventLoopLate',
  'LatencyBurnFast1h',
  'LatencyBurnFast6h',
  'LatencyBurnFast24h',
  'LatencyBurnFast72h',
  'MemoryHigh',
  'QuestionsRefused',
  'StoreSlow',
] as const;

/**
 * Alerts whose causes outages.test.ts provokes in one of several processes, on MariaDB and RabbitMQ, in the whole run
 * alone. It sees them end, too.
 */
export const PROVOKED_SHARED = [
  'BrokerDown',
  'BrokerSlow',
  'BudgetNearlyUsed',
  'BudgetUsed',
  'CertificateEnds',
  'DatabaseDiskNearlyFull',
  'DatabaseNearlyFull',
  'DeadLetters',
  'GuardRefusesOwn',
  'JobsSetAside',
  'QueueNearlyFull',
  'QueueOld',
  'RecordsDown',
  'ReplicaBehind',
  'SelfChecksFailed',
  'StoreDown',
] as const;
