import { readFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { z } from 'zod';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { unreadable } from './failures.ts';

/** Where a database answers and how it is spoken to. */
export interface ServerAddress {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** null: not encrypted. */
  readonly tls: TlsOptions | null;
  readonly answerMs: number;
  /** The address without its secret and options, for what is said to people. */
  readonly shown: string;
}

export interface TlsOptions {
  readonly ca?: string;
  /** Whether the server must prove that it is the host that was named. */
  readonly verify: boolean;
}

/** The only options that an address may have: a driver's own could open files or run code. */
const Options = z.strictObject({
  tls: z.enum(['verify', 'require', 'off']).optional(),
  ca: z.string().min(1).optional(),
  timeout: z.coerce.number().int().min(1).max(LIMITS.source_answer_seconds_max).optional(),
});

/** Reads the address of a database. Throws Problems, `source_unreadable`. */
export function serverAddress(address: string, secret: string, defaultPort: number): ServerAddress {
  const url = new URL(address);
  const scheme = url.protocol.replace(/:$/, '');
  const options = Options.safeParse(Object.fromEntries(url.searchParams));
  if (!options.success) {
    throw unreadable(
      'The address of the source has an option that is not known; tls=verify, require or off, ca=FILE and timeout=SECONDS are.',
    );
  }
  const database = decodeURIComponent(url.pathname.replace(/^\//, ''));
  if (url.hostname === '' || database === '' || database.includes('/')) {
    throw unreadable(
      `The address of the source should look like ${scheme}://user@host:port/database; correct it.`,
    );
  }
  const { tls, ca, timeout } = options.data;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const wanted = tls ?? (ca === undefined && isThisMachine(host) ? 'off' : 'verify');
  return {
    scheme,
    host,
    port: url.port === '' ? defaultPort : Number(url.port),
    user: decodeURIComponent(url.username),
    password: secret,
    database,
    tls:
      wanted === 'off'
        ? null
        : { verify: wanted === 'verify', ...(ca === undefined ? {} : { ca: readCertificate(ca) }) },
    answerMs: (timeout ?? LIMITS.source_answer_seconds_max) * 1_000,
    shown: `${scheme}://${url.host}/${database}`,
  };
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/** The PEM of an authority that an address names. Throws Problems, `source_unreadable`. */
export function readCertificate(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadable('The file of the option ca could not be read; give the path of a PEM file.', error);
  }
}
