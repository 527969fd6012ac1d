import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { ConnectionOptions, SslOptions } from 'mysql2';
import { Problem } from '../../vocabulary/problem.ts';

/** Where a database server is and how one signs in there. */
export interface Address {
  /** Several: the first that answers is used, beginning with another one each time. */
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  /** A local socket instead of a host. */
  readonly socket: string | null;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** `verify`: encrypted, with a certificate that holds; `off`: as plain text. */
  readonly tls: 'verify' | 'off';
  /** A file with the authority's certificate, where the server's own comes from a private one. */
  readonly ca: string | null;
}

const SHAPE =
  /^(?:mysql|mariadb):\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?]*)\/([A-Za-z0-9_$-]{1,64})(?:\?(.*))?$/;
const HOST = /^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?$/;
const PORT = 3306;
const LOCAL: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);
const OPTIONS: ReadonlySet<string> = new Set(['tls', 'ca', 'socket']);

/**
 * Reads `mysql://user:password@host:port/database`, with hosts separated by commas and `?tls=verify|off`, `ca=FILE`
 * or `socket=FILE`. A server on another machine is spoken to encrypted unless `tls=off` says otherwise. Null for
 * anything else.
 */
export function parseAddress(text: string): Address | null {
  const found = SHAPE.exec(text);
  if (found === null) return null;
  const [, user = '', password = '', places = '', database = '', rest = ''] = found;
  const options = new URLSearchParams(rest);
  if ([...options.keys()].some((key) => !OPTIONS.has(key))) return null;
  const socket = options.get('socket');
  const hosts = places === '' && socket !== null ? [] : places.split(',').map(hostOf);
  if (hosts.some((host) => host === null) || (hosts.length === 0 && socket === null)) return null;
  const known = hosts.filter((host) => host !== null);
  const tls = options.get('tls') ?? (staysHere(known) ? 'off' : 'verify');
  if (tls !== 'verify' && tls !== 'off') return null;
  try {
    return {
      hosts: known,
      socket,
      user: decodeURIComponent(user),
      password: decodeURIComponent(password),
      database,
      tls,
      ca: options.get('ca'),
    };
  } catch {
    return null;
  }
}

/**
 * The same of what `setting` says, with Problem `settings_invalid` for anything else; it does not repeat the text: there
 * is a password in it.
 */
export function addressOf(text: string, setting = 'ASKFOLIO_STORE'): Address {
  const address = parseAddress(text);
  if (address !== null) return address;
  throw new Problem(
    'settings_invalid',
    `The address of the database must look like mysql://USER:PASSWORD@HOST:3306/DATABASE; correct ${setting}.`,
  );
}

/** Whether a connection never leaves this machine; no host at all means a local socket. */
export function staysHere(hosts: Address['hosts']): boolean {
  return hosts.every(({ host }) => LOCAL.has(host));
}

/** Whether two addresses name one database; the users may differ. */
export function isSamePlace(one: Address, other: Address): boolean {
  const placeOf = ({ hosts, socket, database }: Address): string => JSON.stringify([hosts, socket, database]);
  return placeOf(one) === placeOf(other);
}

function hostOf(place: string): { host: string; port: number } | null {
  const [, host, port] = HOST.exec(place) ?? [];
  if (host === undefined) return null;
  return { host: host.replace(/^\[|\]$/g, ''), port: port === undefined ? PORT : Number(port) };
}

/**
 * How the driver is told, for the host whose turn it is: with TLS, that the certificate is that host's own. Throws Problem
 * `settings_invalid` for a missing certificate, and for a host that no certificate can be held against.
 */
export function connectionOptions(address: Address, turn: number): ConnectionOptions {
  const place = address.hosts[turn % Math.max(1, address.hosts.length)];
  return {
    ...(address.socket === null
      ? { host: place?.host ?? '', port: place?.port ?? PORT }
      : { socketPath: address.socket }),
    user: address.user,
    password: address.password,
    database: address.database,
    ...(address.tls === 'verify' ? { ssl: trusted(address, place?.host ?? 'localhost') } : {}),
    charset: 'utf8mb4_bin',
    // Numbers come as they are: exact ones as text, none through a double.
    decimalNumbers: false,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    timezone: 'Z',
    multipleStatements: false,
    connectTimeout: 5_000,
    enableKeepAlive: true,
  };
}

/** The same for each host of an address, or for its local socket. */
export function connectionsTo(address: Address): readonly ConnectionOptions[] {
  return Array.from({ length: Math.max(1, address.hosts.length) }, (_, turn) =>
    connectionOptions(address, turn),
  );
}

function trusted({ ca }: Address, host: string): SslOptions {
  if (isIP(host) !== 0) {
    // The driver would hold the certificate against the name localhost.
    throw new Problem(
      'settings_invalid',
      'The address of the database names its server by a number, for which a certificate is not trusted here; name the host as its certificate does, or say tls=off.',
    );
  }
  return { ...caOf(ca), minVersion: 'TLSv1.2', rejectUnauthorized: true, verifyIdentity: true };
}

function caOf(path: string | null): { ca?: string } {
  if (path === null) return {};
  try {
    return { ca: readFileSync(path, 'utf8') };
  } catch (error) {
    throw new Problem(
      'settings_invalid',
      'The certificate file named by `ca` in the address of the database cannot be read; correct its path.',
      { cause: error },
    );
  }
}
