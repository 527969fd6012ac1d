import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MYSQL, SERVERS } from '../services/database-server.ts';
import { startMySqlGroup } from '../services/mysql-group.ts';
import { until } from '../services/private-server.ts';
import { Installation, linesOf } from './askfolio.ts';
import { rounded } from './rounded.ts';

const MINUTES_5 = 300_000;
const USERS = [
  'CREATE DATABASE firm',
  `CREATE USER app@'%' IDENTIFIED BY 'a'`,
  `GRANT ALL ON firm.* TO app@'%'`,
];
const [MARIADB] = SERVERS;

describe('a whole import', () => {
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-kinds-'));
  const firm = join(folder, 'firm');
  const batch = join(folder, 'figures.jsonl');
  const embedded = new Installation();
  const figures = async (of: Installation): Promise<unknown[]> =>
    linesOf(await of.output('figures', '--batch', batch, '--json')).map(rounded);

  beforeAll(async () => {
    await embedded.output('demo', '--out', firm, '--accounts', '6', '--years', '2', '--seed', '11');
    await embedded.output('import', firm);
    const [, ...rows] = readFileSync(join(firm, 'accounts.csv'), 'utf8').trim().split(/\r?\n/);
    const accounts = rows.map((line) => JSON.stringify({ account: line.split(',')[0] }));
    writeFileSync(batch, [...accounts, '{}'].join('\n'));
  }, MINUTES_5);
  afterAll(() => {
    embedded.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test.skipIf(MARIADB.missing)(
    'gives the same figures where the server takes no LOAD DATA LOCAL',
    async () => {
      const server = await MARIADB.start();
      const installation = at([server.port]);
      try {
        await server.root(...USERS, 'SET GLOBAL local_infile = 0');
        await installation.output('import', firm);
        expect(await figures(installation)).toEqual(await figures(embedded));
        expect((await installation.run('doctor')).stdout).toContain('local_infile is off');
      } finally {
        installation.remove();
        await server.stop();
      }
    },
    MINUTES_5,
  );

  test.skipIf(MYSQL.missing)(
    'gives the same figures on a group of three that loses its primary in the middle of it',
    async () => {
      const group = await startMySqlGroup(3);
      const installation = at(group.members.map(({ port }) => port));
      try {
        const lost = await group.primary();
        await lost.root(...USERS);
        const importing = installation.output('import', firm);
        // The first of the tables that a publish makes.
        const isPublishing = async (): Promise<boolean> =>
          (await lost.cell(
            `SELECT COUNT(*) > 3 FROM information_schema.tables WHERE table_schema = 'firm'`,
          )) === '1';
        await until(isPublishing, MINUTES_5);
        lost.killAndRestart();
        await importing;
        expect((await group.primary()).port).not.toBe(lost.port);
        expect(await figures(installation)).toEqual(await figures(embedded));
      } finally {
        installation.remove();
        await group.stop();
      }
    },
    MINUTES_5,
  );
});

/** An installation with its store on these servers. */
function at(ports: readonly number[]): Installation {
  const places = ports.map((port) => `127.0.0.1:${port}`).join(',');
  const installation = new Installation();
  installation.environment['ASKFOLIO_STORE'] = `mysql://app:a@${places}/firm`;
  return installation;
}
