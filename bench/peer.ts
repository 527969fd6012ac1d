import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SERVERS, type PrivateServer } from '../test/services/database-server.ts';
import { askfolio } from './askfolio.ts';
import { accountIdAt, type FirmSize, writeFirm } from './firm.ts';
import type { Measured } from './measured.ts';
import { median } from './statistics.ts';

/** The peer's packages, as they were when its figures were held against ours. */
const PACKAGES = ['drizzle-cube@0.5.5', 'drizzle-orm@0.45.4', 'mysql2@3.24.6'];
const TIMES_FASTER_MIN = 3;
const ROUNDS = 5;
const ACCOUNTS_ASKED = 5;

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

interface Took {
  readonly question: string;
  readonly isFirmWide: boolean;
  readonly ms: number;
}

/**
 * drizzle-cube, a semantic layer that runs from npm, on the product's own tables on a database server: the same grouped
 * figures, each side as it answers in its own process; ours from the words on, guarded, checked and put into a sentence.
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
  try {
    const url = await database(server);
    const settings = { ASKFOLIO_STORE: url('reader'), ASKFOLIO_STORE_WRITER: url('writer') };
    say(`making and importing a firm of ${String(firm.accounts)} accounts`);
    await writeFirm(join(scratch, 'firm'), firm);
    const home = join(scratch, 'home');
    await askfolio(home, ['import', join(scratch, 'firm')], settings);
    const accounts = Array.from({ length: ACCOUNTS_ASKED }, (_, n) => accountIdAt(n));
    say('asking the peer');
    const peer = await askedOfPeer(join(scratch, 'peer'), url('reader'), accounts);
    say('asking the same here');
    const cold = await askedHere(home, scratch, accounts, { ...settings, ASKFOLIO_CACHE: 'off' });
    return { rows: rowsOf(peer, cold), server: kind.name };
  } finally {
    await server.stop();
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
    readonly name: string;
    readonly accounts: number | null;
    readonly ms: number;
  }[];
  return times
    .filter(({ round }) => round > 0)
    .map(({ name, accounts: picked, ms }) => ({ question: name, isFirmWide: picked === null, ms }));
}

/** As the peer is asked; the first round only warms up. */
async function askedHere(
  home: string,
  scratch: string,
  accounts: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<Took[]> {
  const scopes = [...accounts.map((account) => ({ account })), {}];
  const round = scopes.flatMap((scope) => Object.keys(BOTH).map((question) => ({ question, ...scope })));
  const file = join(scratch, 'questions.jsonl');
  const lines = Array.from({ length: ROUNDS }, () => round).flat();
  writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'));
  const answers = (await askfolio(home, ['ask', '--batch', file, '--json'], settings)).trim().split('\n');
  return answers.slice(round.length).map((text, at) => {
    const { answer } = JSON.parse(text) as {
      readonly answer: { readonly kind: string; readonly timings: { readonly total: number } };
    };
    const line = round[at % round.length] ?? { question: '' };
    if (answer.kind !== 'answer') throw new Error(`'${line.question}' was not answered`);
    return {
      question: line.question,
      isFirmWide: !('account' in line),
      ms: answer.timings.total,
    };
  });
}

function rowsOf(peer: readonly Took[], here: readonly Took[]): Measured[] {
  const of = (took: readonly Took[], isFirmWide: boolean): number =>
    median(took.filter((each) => each.isFirmWide === isFirmWide).map(({ ms }) => ms));
  return [false, true].flatMap((isFirmWide): Measured[] => {
    const what = isFirmWide ? 'the firm' : 'an account';
    const [theirs, ours] = [of(peer, isFirmWide), of(here, isFirmWide)];
    return [
      { what: `${what}: drizzle-cube, median`, value: theirs, unit: 'ms', limit: null },
      { what: `${what}: Askfolio, nothing kept, median`, value: ours, unit: 'ms', limit: null },
      {
        what: `${what}: times the rate of drizzle-cube`,
        value: theirs / ours,
        unit: '',
        limit: null,
        least: TIMES_FASTER_MIN,
      },
    ];
  });
}
