import type { Settings } from '../config.ts';
import type { Place } from '../vocabulary/place.ts';
import { Problem } from '../vocabulary/problem.ts';

export interface ServedPlace extends Place {
  /** Where it listens in fact: with port 0 that is known only then. */
  listening(address: string): void;
  /** The certificate that is served now ends then (ISO 8601); told anew when it changes. */
  presenting(endsAt: string): void;
  /** Null: none is served. */
  readonly certificateEndsAt: () => string | null;
}

type PlaceSettings = Pick<Settings, 'host' | 'port' | 'url' | 'tlsCert'>;

/** Where the settings say that the installation is reached. */
export function placeOf({ host, port, url, tlsCert }: PlaceSettings): ServedPlace {
  let origin =
    url ?? `${tlsCert === null ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
  let certificateEndsAt: string | null = null;
  return {
    certificateEndsAt: () => certificateEndsAt,
    presenting: (endsAt) => {
      certificateEndsAt = endsAt;
    },
    origin: () => origin,
    listening: (address) => {
      if (url === null) origin = address;
    },
  };
}

const LOCAL: readonly string[] = ['127.0.0.1', '::1', 'localhost'];

/** Throws Problem `settings_invalid` where other machines would be served in the clear without anybody having said so. */
export function checkExposure(settings: PlaceSettings & Pick<Settings, 'tlsKey' | 'plainHttp'>): void {
  const { host, url, tlsCert, tlsKey, plainHttp } = settings;
  if ((tlsCert === null) !== (tlsKey === null)) {
    throw new Problem('settings_invalid', 'Certificate and key of TLS go together; give both or neither.');
  }
  if (['0.0.0.0', '::'].includes(host) && url === null) {
    throw new Problem(
      'settings_invalid',
      'Listening on every address needs the one that people use; set ASKFOLIO_URL to it.',
    );
  }
  if (LOCAL.includes(host) || tlsCert !== null || plainHttp === 'anywhere') return;
  if (url?.startsWith('https:')) return;
  throw new Problem(
    'settings_invalid',
    'Without TLS only this machine is served; give --tls-cert and --tls-key, set ASKFOLIO_URL to the https address of a proxy in front, or set ASKFOLIO_PLAIN_HTTP to anywhere.',
  );
}
