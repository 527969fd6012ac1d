import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { Installation } from '../test/end-to-end/askfolio.ts';
import { Service } from '../test/monitoring/service.ts';
import { SERVERS, type PrivateServer } from '../test/services/database-server.ts';
import { accountIdAt, type FirmSize, writeFirm } from './firm.ts';
import type { Measured } from './measured.ts';
import { median } from './statistics.ts';

/** The peer's packages, as they were when its figures were held against ours. */
const PACKAGES = ['drizzle-cube@0.5.5', 'drizzle-orm@0.45.4', 'mysql2@3.24.6'];
const TIMES_FASTER_MIN = 3;
const ROUNDS = 5;
const ACCOUNTS_ASKED = 5;
const SETTINGS = { ASKFOLIO_LOG_LEVEL: 'warn', ASKFOLIO_REQUESTS_PER_MINUTE: '10000000' };

const BY_YEAR = [{ dimension: 'Bookings.day', granularity: 'year' }];
const OF_DIVIDENDS = [{ member: 'Bookings.type', operator: 'equals', values: ['DIVIDEND'] }];

/** What both can answer from the bookings: our question, and the same as the peer's query. */
const BOTH: Readonly<Record<string, object>> = {
  'How many transactions were there by year?': { measures: ['Bookings.count'], timeDimensions: BY_YEAR },
  'How many transactions were there by type?': {
    measures: ['Bookings.count'],
    dimensions: ['Bookings.type'],
  },
  'Dividends by year': {
    measures: ['Bookings.amount'],
    filters: OF_DIVIDENDS,
    timeDimensions: BY_YEAR,
  },
  'Top 10 securities by dividends': {
    measures: ['Bookings.amount'],
    dimensions: ['Bookings.security'],
    filters: OF_DIVIDENDS,
    order: { 'Bookings.amount': 'desc' },
    limit: 10,
  },
};

const Answered = z.object({ kind: z.literal('answer'), timings: z.object({ total: z.number() }) });

interface Took {
  readonly isFirmWide: boolean;
  readonly ms: number;
}

/**
 * drizzle-cube, a semantic layer that runs from npm, on the product's own tables on a database server: the same grouped
 * figures, each side as it answers in its own process, one question after the other; ours from the words on, guarded,
 * checked and put into a sentence. The peer keeps no results; here they are asked for both ways, with the cache that the
 * program comes with and without it.
 */
export async function benchPeer(
  firm: FirmSize,
  say: (line: string) => void,
): Promise<{ readonly rows: readonly Measured[]; readonly server: string }> {
  const kind = SERVERS.findLast(({ missing }) => !missing);
  if (!kind) throw new Error('no database server to measure on: install mariadb-server');
  const scratch = mkdtempSync(join(tmpdir(), 'askfolio-bench-'));
  say(`starting ${kind.name}`);
  const server = await kind.start();
  const home = new Installation();
  try {
    const url = await database(server);
    home.environment['ASKFOLIO_STORE'] = url('reader');
    home.environment['ASKFOLIO_STORE_WRITER'] = url('writer');
    say(`making and importing a firm of ${String(firm.accounts)} accounts`);
    await writeFirm(join(scratch, 'firm'), firm);
    await home.output('import', join(scratch, 'firm'));
    const accounts = Array.from({ length: ACCOUNTS_ASKED }, (_, n) => accountIdAt(n));
    say('asking the peer');
    const peer = await askedOfPeer(join(scratch, 'peer'), url('reader'), accounts);
    const rows: Measured[] = [];
    for (const [what, isFirmWide, scopes] of [
      ['an account', false, accounts.map((account) => ({ accounts: [account] }))],
      ['the firm', true, [{}]],
    ] as const) {
      say(`asking the same here: ${what}`);
      const cold = await askedHere(home, scopes, { ...SETTINGS, ASKFOLIO_CACHE: 'off' });
      const warm = await askedHere(home, scopes, SETTINGS);
      const theirs = median(peer.filter((each) => each.isFirmWide === isFirmWide).map(({ ms }) => ms));
      rows.push(...rowsOf(what, theirs, cold, warm));
    }
    return { rows, server: kind.name };
  } finally {
    await server.stop();
    home.remove();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function database(server: PrivateServer): Promise<(user: 'reader' | 'writer') => string> {
  await server.root(
    'CREATE DATABASE firm',
    `CREATE USER reader@'%' IDENTIFIED BY 'r'`,
    `CREATE USER writer@'%' IDENTIFIED BY 'w'`,
    `GRANT SELECT ON firm.* TO reader@'%'`,
    `GRANT ALL ON firm.* TO writer@'%'`,
    'SET GLOBAL local_infile = ON',
  );
  return (user) => `mysql://${user}:${user.slice(0, 1)}@127.0.0.1:${String(server.port)}/firm`;
}

async function askedOfPeer(folder: string, url: string, accounts: readonly string[]): Promise<Took[]> {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const run = promisify(execFile);
  // Its page's packages are of no use here.
  await run('npm', ['install', '--no-audit', '--no-fund', '--legacy-peer-deps', ...PACKAGES], {
    cwd: folder,
  });
  copyFileSync(join(import.meta.dirname, 'peer', 'drizzle-cube.mjs'), join(folder, 'drizzle-cube.mjs'));
  const scopes = [...accounts.map((account) => [account]), null];
  const order = JSON.stringify({ url, scopes, queries: BOTH, rounds: ROUNDS });
  const { stdout } = await run(process.execPath, ['drizzle-cube.mjs', order], {
    cwd: folder,
    maxBuffer: 64 * 1024 * 1024,
  });
  const times = JSON.parse(stdout) as readonly {
    readonly round: number;
    readonly accounts: number | null;
    readonly ms: number;
  }[];
  return times
    .filter(({ round }) => round > 0)
    .map(({ accounts: picked, ms }) => ({ isFirmWide: picked === null, ms }));
}

/** As the peer is asked, one question after the other; the first round only warms up. Gives the median. */
async function askedHere(
  home: Installation,
  scopes: readonly object[],
  settings: Readonly<Record<string, string>>,
): Promise<number> {
  const service = await Service.start(home, undefined, settings);
  const times: number[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const scope of scopes) {
        for (const question of Object.keys(BOTH)) {
          const reply = await service.post('/api/v1/ask', { question, scope });
          const answer = Answered.parse(await reply.json());
          if (round > 0) times.push(answer.timings.total);
        }
      }
    }
  } finally {
    await service.stop();
  }
  return median(times);
}

function rowsOf(what: string, theirs: number, nothingKept: number, kept: number): Measured[] {
  return [
    { what: `${what}: drizzle-cube, median`, value: theirs, unit: 'ms', limit: null },
    { what: `${what}: Askfolio, nothing kept, median`, value: nothingKept, unit: 'ms', limit: null },
    { what: `${what}: Askfolio, as it comes, median`, value: kept, unit: 'ms', limit: null },
    {
      what: `${what}: nothing kept, times the rate of drizzle-cube`,
      value: theirs / nothingKept,
      unit: '',
      limit: null,
    },
    {
      what: `${what}: as it comes, times the rate of drizzle-cube`,
      value: theirs / kept,
      unit: '',
      limit: null,
      least: TIMES_FASTER_MIN,
    },
  ];
}
