import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SourceUnavailable } from '../source.ts';
import { serverAt } from './conformance.ts';
import { freePort } from '../../../../test/services/private-server.ts';

const MARIADB = '/usr/sbin/mariadbd';
const POSTGRES = newestPostgres();
const START_MS_MAX = 60_000;

/** Servers of the test's own, with a certificate for `localhost` that an authority of the test's own has signed. */
let folder = '';
const children: ChildProcess[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'askfolio-tls-'));
  execFileSync('chmod', ['755', folder]);
  certificate();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await sleep(200);
  rmSync(folder, { recursive: true, force: true });
});

describe('a database is spoken to in secret', () => {
  test('MariaDB', async ({ skip }) => {
    if (!existsSync(MARIADB)) skip('mariadbd is not installed');
    const port = await freePort();
    const data = join(folder, 'mariadb');
    mkdirSync(data);
    children.push(
      spawn(
        MARIADB,
        [
          '--no-defaults',
          `--datadir=${data}`,
          // A server that starts deletes the temporary tables of every other in the same folder.
          `--tmpdir=${folder}`,
          `--socket=${join(data, 'socket')}`,
          `--port=${String(port)}`,
          '--bind-address=127.0.0.1',
          '--skip-grant-tables',
          '--skip-networking=0',
          '--innodb-buffer-pool-size=16M',
          `--ssl-cert=${at('server.pem')}`,
          `--ssl-key=${at('server.key')}`,
          ...(process.getuid?.() === 0 ? ['--user=root'] : []),
        ],
        { stdio: 'ignore' },
      ),
    );
    await expectSecrecy(`mysql://root@localhost:${String(port)}/information_schema`);
  });

  test('PostgreSQL', async ({ skip }) => {
    if (POSTGRES === null) skip('PostgreSQL is not installed');
    const port = await freePort();
    const data = join(folder, 'postgres');
    mkdirSync(data);
    const owner = process.getuid?.() === 0 ? userOf('postgres') : null;
    for (const file of [data, at('server.key'), at('server.pem')]) {
      if (owner !== null) chownSync(file, owner.uid, owner.gid);
    }
    const run = { ...owner, cwd: data, stdio: 'ignore' } as const;
    execFileSync(join(POSTGRES ?? '', 'initdb'), ['-D', data, '-U', 'reader', '--auth=trust', '-N'], run);
    const settings = {
      port: String(port),
      listen_addresses: '127.0.0.1',
      unix_socket_directories: data,
      fsync: 'off',
      ssl: 'on',
      ssl_cert_file: at('server.pem'),
      ssl_key_file: at('server.key'),
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    children.push(spawn(join(POSTGRES ?? '', 'postgres'), ['-D', data, ...options], run));
    await expectSecrecy(`postgres://reader@localhost:${String(port)}/postgres`);
  });
});

async function expectSecrecy(address: string): Promise<void> {
  const url = new URL(address);
  await listening(Number(url.port));
  const checked = async (options: Readonly<Record<string, string>>): Promise<string> => {
    const place = new URL(address);
    for (const [name, value] of Object.entries(options)) place.searchParams.set(name, value);
    const server = serverAt(place.href);
    try {
      // A server that has just begun to listen may turn the first ones away.
      for (let tries = 1; ; tries += 1) {
        try {
          await server.check();
          return 'reached';
        } catch (error) {
          if (!(error instanceof SourceUnavailable) || tries > 100) throw error;
          await sleep(100);
        }
      }
    } catch (error) {
      return error instanceof Error ? error.message : '';
    } finally {
      await server.close();
    }
  };
  const ca = at('authority.pem');
  expect(await checked({ tls: 'verify', ca })).toBe('reached');
  expect(await checked({ tls: 'require' })).toBe('reached');
  expect(await checked({ tls: 'verify' })).toContain('certificate is not trusted');
  // The certificate is for localhost, not for its number.
  url.hostname = '127.0.0.1';
  address = url.href;
  expect(await checked({ tls: 'verify', ca })).toMatch(
    /certificate is (?:not trusted|made out to another name)/,
  );
}

const at = (name: string): string => join(folder, name);

function openssl(command: string): void {
  execFileSync('openssl', command.split(' '), { stdio: 'ignore', cwd: folder });
}

function certificate(): void {
  const fresh = '-newkey rsa:2048 -nodes';
  openssl(`req -x509 ${fresh} -days 2 -subj /CN=Authority -keyout authority.key -out authority.pem`);
  openssl(
    `req ${fresh} -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout server.key -out server.csr`,
  );
  openssl(
    'x509 -req -in server.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days 2 -copy_extensions copy -out server.pem',
  );
}

function newestPostgres(): string | null {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).toSorted((a, b) => Number(b) - Number(a)) : [];
  const found = versions
    .map((version) => join(root, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')));
  return found ?? null;
}

function userOf(name: string): { readonly uid: number; readonly gid: number } {
  const id = (flag: string): number => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function listening(port: number): Promise<void> {
  const end = Date.now() + START_MS_MAX;
  for (;;) {
    const reached = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (reached) return;
    if (Date.now() > end) throw new Error('the server did not start');
    await sleep(100);
  }
}
