import type { Settings } from '../config.ts';
import type { Place } from '../vocabulary/place.ts';
import { Problem } from '../vocabulary/problem.ts';

export interface ServedPlace extends Place {
  /** Where it listens in fact: with port 0 that is known only then. */
  listening(address: string): void;
}

/** Where the settings say that the installation is reached. */
export function placeOf({
  host,
  port,
  origin: said,
}: Pick<Settings, 'host' | 'port' | 'origin'>): ServedPlace {
  if (said !== null) return { origin: () => said, listening: () => undefined };
  if (host === '0.0.0.0' || host === '::') {
    throw new Problem(
      'settings_invalid',
      'Whoever listens for other machines stands behind a proxy that ends TLS: set ASKFOLIO_ORIGIN to its address, or ASKFOLIO_HOST to 127.0.0.1.',
    );
  }
  let origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    origin: () => origin,
    listening: (address) => {
      origin = address;
    },
  };
}
