import type { Settings } from '../config.ts';
import { certificateProbe } from '../desk/certificate-check.ts';
import type { Probe } from '../desk/checks.ts';
import { plainLinkProbes } from '../desk/link-checks.ts';
import { cacheProbe } from './cache.ts';
import { now } from './clocks.ts';

/** What `doctor` looks at besides: the certificate that is served, and the outside systems that the settings name. */
export function probesOf({ cache, queue, records, store, storeWriter, tlsCert }: Settings): readonly Probe[] {
  return [
    ...[certificateProbe(tlsCert, now), cacheProbe(cache)].filter((probe) => probe !== null),
    ...plainLinkProbes([
      { name: 'cache', setting: cache },
      { name: 'queue', setting: queue },
      { name: 'records', setting: records },
      { name: 'store', setting: store },
      { name: 'store writer', setting: storeWriter },
    ]),
  ];
}
