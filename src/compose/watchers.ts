import type { AlarmWatch } from '../telemetry/alarm-watch.ts';
import type { LeveledLog } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Tracer } from '../telemetry/traces.ts';
import type { Work } from '../telemetry/working.ts';

/** What watches a service; commands of their own have none of it. */
export interface Watchers {
  readonly log: LeveledLog;
  readonly metrics: Metrics;
  readonly alarms: AlarmWatch;
  /** What is being worked on: ids of log lines, spans of traces. */
  readonly work: Work;
  readonly tracer: Tracer;
  /** Whether traces are sent anywhere. */
  readonly isTracing: boolean;
}
