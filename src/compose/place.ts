import type { Settings } from '../config.ts';
import type { Place } from '../vocabulary/place.ts';

export interface ServedPlace extends Place {
  /** Where it listens in fact: with port 0 that is known only then. */
  listening(address: string): void;
}

/** Where the settings say that the installation is reached. */
export function placeOf({ host, port }: Pick<Settings, 'host' | 'port'>): ServedPlace {
  let origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    origin: () => origin,
    listening: (address) => {
      origin = address;
    },
  };
}
