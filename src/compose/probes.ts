import type { Settings } from '../config.ts';
import type { Probe } from '../desk/checks.ts';
import { cacheProbe } from './cache.ts';
import { queueProbe } from './queue.ts';
import { recordsProbe } from './records.ts';

/** How `doctor` looks at the servers that the settings name, but for that of the store, which tells more. */
export function probesOf(settings: Settings): readonly Probe[] {
  const probes = [recordsProbe(settings), queueProbe(settings.queue), cacheProbe(settings.cache)];
  return probes.filter((probe) => probe !== null);
}
