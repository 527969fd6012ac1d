import { createHash } from 'node:crypto';
import type { Settings } from '../config.ts';
import type { Installation } from '../desk/installation.ts';
import type { Notifier } from '../notify/port.ts';
import type { Leader } from '../queue/leader.ts';
import type { AlarmNews } from '../telemetry/alarm-watch.ts';
import type { BudgetGauge } from '../telemetry/metrics/model.ts';
import type { Status } from '../vocabulary/status.ts';
import type { FirmUsage } from '../vocabulary/usage.ts';
import type { LeveledLog } from '../telemetry/log.ts';
import type { AskedLevel, LogLevel } from '../vocabulary/log-level.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { now } from './clocks.ts';
import type { Watchers } from './watchers.ts';

export interface Watching {
  /** Begins nothing any more, and waits for what is being looked at: whoever closes what it looks at does so behind it. */
  stop(): Promise<void>;
}

interface Receiver {
  readonly notifier: Notifier;
  readonly address: string;
}

/**
 * Watches an installation for as long as this process serves it: its facts stand on the page of metrics, its alarms go
 * to whom the settings name, alerts of deliveries that are late to whom they are, its audit log is looked through every
 * hour, and what was handed in and never confirmed is forgotten in time.
 */
export async function watch(
  installation: Installation,
  { log, metrics, alarms }: Watchers,
  settings: Settings,
): Promise<Watching> {
  const { showStatus } = await import('../telemetry/show-status.ts');
  const { registry, etl } = metrics;
  const receivers = await openReceivers(settings);
  const onTrouble = (error: unknown): void => log.error('trouble', {}, error);
  const show = async (): Promise<Status> => {
    const status = await installation.status();
    showStatus(registry, status, etl.silence());
    if (status.model !== null) showBudget(metrics.budget, status.model);
    return status;
  };
  registry.beforePage(async () => void (await show()));
  let untold: AlarmNews[] = [];
  const look = async (): Promise<void> => {
    const { custodians } = await show();
    // Metrics know a custodian by its id; people by its name.
    const named = new Map(custodians.map(({ custodian, name }) => [custodian, name]));
    const news = await alarms.look((label, value) =>
      label === 'custodian' ? (named.get(value) ?? value) : value,
    );
    for (const { alarm, state } of news) log.warn(`alarm_${state}`, { alarm: alarm.name });
    // Who could not be reached is told at the next look; of very much news the newest.
    untold = [...untold, ...news].slice(-LIMITS.alarm_news_kept_max);
    if (receivers.length === 0) untold = [];
    while (untold[0] !== undefined) {
      if (await isOursToTell(untold[0])) await tell(receivers, untold[0]);
      untold.shift();
    }
  };
  const tellers = new Map<string, Leader>();
  /** All processes see the same, and one says it; with the records away each does, for twice is better than never. */
  const isOursToTell = async ({ alarm, state }: AlarmNews): Promise<boolean> => {
    const what = `alarm:${state}:${alarm.name}:${digestOf(alarm.summary)}`;
    const teller = tellers.get(what) ?? installation.leaderOf(what);
    tellers.set(what, teller);
    return teller.leads().catch(() => true);
  };
  const levels = levelAsAsked(log, settings.logLevel);
  const byTheClock = installation.leaderOf('alerts by the clock');
  const watchTheClock = async (): Promise<void> => {
    if (await byTheClock.leads()) await installation.watchTheClock();
  };
  const beat = oneAtATime(async () => {
    await levels(installation).catch(onTrouble);
    await look().catch(onTrouble);
    await watchTheClock().catch(onTrouble);
  });
  const lookAtAudit = oneAtATime(() => installation.lookAtAudit().catch(onTrouble));
  const sweep = oneAtATime(() => installation.sweepDeliveries().catch(onTrouble));
  const timers = [
    setInterval(beat.begin, LIMITS.alarm_look_seconds * 1_000),
    setInterval(lookAtAudit.begin, LIMITS.audit_look_minutes * 60_000),
    setInterval(sweep.begin, LIMITS.delivery_sweep_minutes * 60_000),
  ];
  for (const timer of timers) timer.unref();
  const all = [lookAtAudit, sweep, beat];
  for (const each of all) each.begin();
  return {
    stop: async () => {
      timers.forEach(clearInterval);
      const { promise: isLate, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, LIMITS.watch_stop_seconds_max * 1_000);
      await Promise.race([Promise.all(all.map((each) => each.ended())), isLate]);
      clearTimeout(timer);
    },
  };
}

/** Work that is not begun again while it goes on. */
function oneAtATime(work: () => Promise<void>): {
  readonly begin: () => void;
  readonly ended: () => Promise<void>;
} {
  let going: Promise<void> | null = null;
  return {
    begin: () => {
      going ??= work().finally(() => (going = null));
    },
    ended: async () => going ?? undefined,
  };
}

const share = (used: number, max: number): number => (max === 0 ? 1 : used / max);

/** Shares to look at, not to book. */
function showBudget(gauge: BudgetGauge, { day, used: { tokens, money } }: FirmUsage): void {
  const shares = [
    ...(tokens.max === null ? [] : [share(tokens.input + tokens.output, tokens.max)]),
    ...(money === null || money.max === null ? [] : [share(Number(money.used), Number(money.max))]),
  ];
  if (shares.length > 0) gauge.seen(day, Math.max(...shares));
}

/** Sets the level that somebody asked for, once for each asking, and the settings' own again when its time is over. */
function levelAsAsked(log: LeveledLog, own: LogLevel): (installation: Installation) => Promise<void> {
  let before: AskedLevel | null = null;
  return async (installation) => {
    const asked = await installation.askedLogLevel();
    if (asked?.level === before?.level && asked?.until === before?.until) return;
    before = asked;
    log.setLevel(asked?.level ?? own);
    log.warn('log_level', { outcome: log.level() });
  };
}

/** To whom the installation itself sends its alarms. Throws Problem `usage` where an address will not do. */
async function openReceivers(settings: Settings): Promise<readonly Receiver[]> {
  const { alertWebhook, alertEmail, smtp, mailFrom } = settings;
  const receivers: Receiver[] = [];
  if (alertWebhook !== null) {
    const { createWebhook } = await import('../notify/webhook.ts');
    const notifier = createWebhook([new URL(alertWebhook).host]);
    receivers.push({ notifier, address: alertWebhook });
  }
  if (alertEmail !== null && smtp !== null) {
    const { createMail } = await import('../notify/mail.ts');
    receivers.push({ notifier: createMail(smtp, mailFrom), address: alertEmail });
  }
  for (const { notifier, address } of receivers) notifier.check(address);
  return receivers;
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

async function tell(receivers: readonly Receiver[], { alarm, state }: AlarmNews): Promise<void> {
  const { name, severity, summary, since, runbook } = alarm;
  const notice = {
    title: state === 'raised' ? `${name} (${severity})` : `${name} is over`,
    question: null,
    text: `${summary} Raised since ${since}; docs/runbooks/${runbook}.md says what to do.`,
    asOf: null,
    at: now().toISOString(),
  };
  await Promise.all(receivers.map(({ notifier, address }) => notifier.send(address, notice)));
}
