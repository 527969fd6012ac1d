import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort, launch, type PrivateServer, until } from './private-server.ts';

const run = promisify(execFile);
/** Where Debian keeps the programs, a folder a version. */
const VERSIONS = '/usr/lib/postgresql';
const START_MS_MAX = 60_000;
const PLACE = { host: '127.0.0.1', user: 'postgres', database: 'postgres' };

/** Whether the machine has the server; with CI=true it must, and a test that misses it fails. */
export const hasPostgres = (): boolean => process.env['CI'] === 'true' || existsSync(VERSIONS);

/** A server of a test's own, where `postgres` may do everything from this machine. */
export async function startPostgres(): Promise<PrivateServer> {
  const folder = await mkdtemp(join(tmpdir(), 'askfolio-postgres-'));
  const programs = join(VERSIONS, readdirSync(VERSIONS).toSorted().at(-1) ?? '', 'bin');
  const data = join(folder, 'data');
  const owner = await ownerOf(folder);
  await run(
    join(programs, 'initdb'),
    ['-D', data, '-U', PLACE.user, '--auth=trust', '--encoding=UTF8', '--no-sync'],
    owner,
  );
  const port = await freePort();
  const server = await launch({
    program: join(programs, 'postgres'),
    options: ['-D', data, '-p', String(port), '-h', PLACE.host, '-k', folder, '-c', 'fsync=off'],
    port,
    folder,
    ...owner,
  });
  await until(() => answers(port), START_MS_MAX);
  return server;
}

/** The server refuses to run as root: there it runs as the user that its package made. */
async function ownerOf(folder: string): Promise<{ readonly uid?: number; readonly gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = [await idOf('-u'), await idOf('-g')];
  await chown(folder, uid, gid);
  return { uid, gid };
}

async function idOf(kind: '-u' | '-g'): Promise<number> {
  return Number((await run('id', [kind, PLACE.user])).stdout);
}

async function answers(port: number): Promise<boolean> {
  const client = new Client({ ...PLACE, port });
  return client.connect().then(
    async () => {
      await client.end();
      return true;
    },
    () => false,
  );
}
