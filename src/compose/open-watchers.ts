import type { Settings } from '../config.ts';
import type { Tracer } from '../telemetry/traces.ts';
import { now } from './clocks.ts';
import { ownVersion } from './own-files.ts';
import type { Watchers } from './watchers.ts';

/** What a service is watched by, as the settings want it. */
export async function openWatchers(settings: Settings): Promise<Watchers> {
  const { ALARMS } = await import('../telemetry/alarms.ts');
  const { AlarmWatch } = await import('../telemetry/alarm-watch.ts');
  const { createLog } = await import('../telemetry/log.ts');
  const { createMetrics } = await import('../telemetry/metrics.ts');
  const { Work } = await import('../telemetry/working.ts');
  const tracer = await openTracer(settings);
  const work = new Work(tracer);
  const log = createLog(settings.logLevel, undefined, () => work.ids());
  const metrics = createMetrics({
    traceId: work.traceId,
    onTrouble: (error) => log.error('trouble', {}, error),
  });
  return {
    log,
    metrics,
    alarms: new AlarmWatch(ALARMS, metrics.registry, now),
    work,
    tracer,
    isTracing: settings.traces !== null,
  };
}

/** The way to a collector of traces is loaded where one is set, and nowhere else. */
async function openTracer({ traces: url, tracesShare: share }: Settings): Promise<Tracer> {
  if (url === null) return (await import('../telemetry/traces.ts')).NO_TRACES;
  const { createOtlpTraces } = await import('../telemetry/otlp-traces.ts');
  return createOtlpTraces({ url, share, version: ownVersion() });
}

/** SIGUSR2 lets everything into the log, and once more brings back the level of the settings. */
export function levelBySignal({ log }: Watchers, { logLevel }: Settings): void {
  process.on('SIGUSR2', () => {
    log.setLevel(log.level() === 'debug' ? logLevel : 'debug');
    log.warn('log_level', { outcome: log.level() });
  });
}
