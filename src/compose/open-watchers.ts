import type { Settings } from '../config.ts';
import { now } from './clocks.ts';
import type { Watchers } from './watchers.ts';

/** What a service is watched by, as the settings want it. */
export async function openWatchers(settings: Settings): Promise<Watchers> {
  const { ALARMS } = await import('../telemetry/alarms.ts');
  const { AlarmWatch } = await import('../telemetry/alarm-watch.ts');
  const { createLog } = await import('../telemetry/log.ts');
  const { createMetrics } = await import('../telemetry/metrics.ts');
  const log = createLog(settings.logLevel);
  const metrics = createMetrics({ onTrouble: (error) => log.error('trouble', {}, error) });
  return { log, metrics, alarms: new AlarmWatch(ALARMS, metrics.registry, now) };
}
