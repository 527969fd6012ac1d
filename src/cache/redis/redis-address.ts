import { readFileSync } from 'node:fs';
import { Problem } from '../../vocabulary/problem.ts';

/** An address as the client takes it, and what `?ca=FILE` asks for besides. Throws `settings_invalid`. */
export function redisAddress(url: string): { href: string; tls: { tls?: { ca: Buffer } } } {
  try {
    const address = new URL(url);
    const ca = address.searchParams.get('ca');
    address.search = '';
    return { href: address.href, tls: ca === null ? {} : { tls: { ca: readFileSync(ca) } } };
  } catch (error) {
    throw new Problem(
      'settings_invalid',
      'The address of the Redis server must look like redis://HOST:6379, and a file named by ?ca= must be readable; correct the setting.',
      { cause: error },
    );
  }
}
