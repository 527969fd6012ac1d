import type { AlarmWatch } from '../telemetry/alarm-watch.ts';
import type { Log } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** What watches a service; commands of their own have none of it. */
export interface Watchers {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly alarms: AlarmWatch;
}
