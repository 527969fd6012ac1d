import type { Served } from '../api/serve.ts';
import type { Settings } from '../config.ts';
import type { Installation } from '../desk/installation.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { TIMERS } from '../vocabulary/timers.ts';
import { hasModel } from './model.ts';
import { builtPage, ownVersion } from './own-files.ts';
import type { ServedPlace } from './place.ts';
import { readsAtOnce } from './store.ts';
import type { Watchers } from './watchers.ts';

/** Serves an opened installation at the address of the settings. Throws Problem `port_in_use`. */
export async function serveAt(
  place: ServedPlace,
  opened: Installation,
  watchers: Watchers,
  settings: Settings,
): Promise<Served> {
  const { serve } = await import('../api/serve.ts');
  const { OWNER } = await import('../desk/actors.ts');
  const { Admission } = await import('../api/admission/admission.ts');
  return serve({
    ...(await opened.forApi()),
    ...watchers,
    admission: new Admission({
      running_max: questionsAtOnce(settings),
      book_max: readsAtOnce(settings),
      timers: TIMERS,
      random: Math.random,
      observe: watchers.metrics.admission,
    }),
    metricsToken: settings.metricsToken,
    embedOrigins: settings.embedOrigins ?? [],
    page: builtPage(),
    version: ownVersion(),
    host: settings.host,
    port: settings.port,
    owner: OWNER,
    tls:
      settings.tlsCert === null || settings.tlsKey === null
        ? null
        : { cert: settings.tlsCert, key: settings.tlsKey, onServed: (endsAt) => place.presenting(endsAt) },
    trustedProxies: settings.trustedProxies ?? [],
    requestsPerMinute: settings.requestsPerMinute,
    onListening: (address) => place.listening(address),
  });
}

/** As many as keep the store busy, and those that wait for the language model meanwhile. */
function questionsAtOnce(settings: Settings): number {
  const waitForModel = hasModel(settings) ? LIMITS.model_calls_at_once_max : 0;
  return readsAtOnce(settings) + LIMITS.questions_beside_reads_max + waitForModel;
}
