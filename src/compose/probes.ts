import type { Settings } from '../config.ts';
import { certificateProbe } from '../desk/certificate-check.ts';
import type { Probe } from '../desk/checks.ts';
import { plainLinkProbes } from '../desk/link-checks.ts';
import { cacheProbe } from './cache.ts';
import { now } from './clocks.ts';
import { queueProbe } from './queue.ts';
import { recordsProbe } from './records.ts';

/**
 * How `doctor` looks at the servers that the settings name, but for that of the store, which tells more, and at what
 * crosses the network: the certificate that is served, and links in the clear.
 */
export function probesOf(settings: Settings): readonly Probe[] {
  const { cache, queue, records, store, storeWriter, tlsCert } = settings;
  const probes = [
    recordsProbe(settings),
    queueProbe(queue),
    cacheProbe(cache),
    certificateProbe(tlsCert, now),
  ];
  return [
    ...probes.filter((probe) => probe !== null),
    ...plainLinkProbes([
      { name: 'cache', setting: cache },
      { name: 'queue', setting: queue },
      { name: 'records', setting: records },
      { name: 'store', setting: store },
      { name: 'store writer', setting: storeWriter },
    ]),
  ];
}
