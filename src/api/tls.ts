import { X509Certificate } from 'node:crypto';
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { RequestListener } from 'node:http';
import { createSecureContext } from 'node:tls';
import { Problem } from '../vocabulary/problem.ts';

/** Absolute paths of the certificate with its chain, and of its private key, in PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** A certificate that is served: who listens hears when it ends, again when it changes. */
export interface ServedTls extends TlsFiles {
  readonly onServed: (endsAt: string) => void;
}

const LOOK_MS = 2_000;

interface TlsOptions {
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly requireHostHeader?: boolean;
}

/** Throws Problem `settings_invalid` where the files cannot be read or do not belong together. */
export function readTls({ cert, key }: TlsFiles): { readonly cert: Buffer; readonly key: Buffer } {
  try {
    const read = { cert: readFileSync(cert), key: readFileSync(key) };
    createSecureContext(read);
    return read;
  } catch (error) {
    throw new Problem(
      'settings_invalid',
      'The certificate or the key of TLS cannot be used; check that both files are PEM, can be read and belong together.',
      { cause: error },
    );
  }
}

/**
 * A server that speaks TLS 1.2 or newer. When a file changes, new connections get the new certificate and open ones
 * stay; what cannot be used leaves the one before in place.
 */
export function createTlsServer(
  files: ServedTls,
  options: TlsOptions,
  listener: RequestListener,
  onTrouble: (error: unknown) => void,
): Server {
  const first = readTls(files);
  const server = createServer({ ...first, ...options, minVersion: 'TLSv1.2' }, listener);
  files.onServed(endOf(first.cert));
  const renew = (): void => {
    try {
      const read = readTls(files);
      server.setSecureContext({ ...read, minVersion: 'TLSv1.2' });
      files.onServed(endOf(read.cert));
    } catch (error) {
      onTrouble(error);
    }
  };
  for (const file of [files.cert, files.key])
    watchFile(file, { interval: LOOK_MS, persistent: false }, renew);
  server.on('close', () => {
    for (const file of [files.cert, files.key]) unwatchFile(file, renew);
  });
  return server;
}

/** The first certificate of a chain is the one that is served for. */
function endOf(cert: Buffer): string {
  return new X509Certificate(cert).validToDate.toISOString();
}
