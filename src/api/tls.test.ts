import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createTlsServer, readTls } from './tls.ts';

const TIMES = { headersTimeout: 10_000, requestTimeout: 30_000 };
let folder = '';
let server: Server;
const troubles: unknown[] = [];
/** When each certificate that was served ends. */
const ends: string[] = [];
const at = (name: string): string => join(folder, name);

function makeCertificate(name: string): void {
  const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
  const kind = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    name === 'first' ? '2' : '9',
  ];
  const files = ['-keyout', at(`${name}.key`), '-out', at(`${name}.pem`)];
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, ...files], { stdio: 'ignore' });
}

const shaken = (options: ConnectionOptions = {}): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options }, () =>
      resolve(socket),
    );
    socket.on('error', reject);
  });

async function servedName(): Promise<string> {
  const socket = await shaken();
  const name = socket.getPeerCertificate().subject.CN;
  socket.destroy();
  return String(name);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'askfolio-tls-'));
  for (const name of ['first', 'second']) makeCertificate(name);
  copyFileSync(at('first.pem'), at('cert.pem'));
  copyFileSync(at('first.key'), at('key.pem'));
  const files = { cert: at('cert.pem'), key: at('key.pem'), onServed: (end: string) => ends.push(end) };
  server = createTlsServer(
    files,
    TIMES,
    (_request, response) => response.end('served'),
    (error) => troubles.push(error),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

it('speaks TLS 1.2 and 1.3 and nothing older', async () => {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const socket = await shaken({ minVersion: version, maxVersion: version });
    expect(socket.getProtocol()).toBe(version);
    socket.destroy();
  }
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  await expect(shaken(old)).rejects.toThrow();
});

it('takes a new certificate without a restart, and keeps the one before where the new one is no good', async () => {
  expect(await servedName()).toBe('first');
  copyFileSync(at('second.key'), at('key.pem'));
  copyFileSync(at('second.pem'), at('cert.pem'));
  await vi.waitFor(async () => expect(await servedName()).toBe('second'), { timeout: 15_000, interval: 200 });
  const before = troubles.length;
  writeFileSync(at('cert.pem'), 'no certificate');
  utimesSync(at('cert.pem'), new Date(), new Date());
  await vi.waitFor(() => expect(troubles.length).toBeGreaterThan(before), { timeout: 15_000, interval: 200 });
  expect(await servedName()).toBe('second');
  const days = ends.map((end) => (Date.parse(end) - Date.now()) / 86_400_000);
  expect(Math.ceil(days[0] ?? 0)).toBe(2);
  expect(Math.ceil(days.at(-1) ?? 0)).toBe(9);
}, 40_000);

it('refuses to start with files that are not there or do not belong together', () => {
  for (const files of [
    { cert: at('nowhere.pem'), key: at('first.key') },
    { cert: at('first.pem'), key: at('second.key') },
  ]) {
    expect(() => readTls(files)).toThrow('cannot be used');
  }
});
