import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Day } from '../vocabulary/day.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import { SOURCE_TABLE_NAMES, sourceTable, type SourceTableName } from '../model/source-tables.ts';
import { planOf, type AccountPlan, type Planned } from './account-plan.ts';
import { tellHistory } from './account-history.ts';
import { type CsvFile, openCsv } from './csv.ts';
import { clientsOf, type DemoAccount, type DemoClient } from './firm.ts';
import { inventMarket, type Market } from './market.ts';
import { toParquet } from './parquet.ts';
import { at, randomOf } from './random.ts';
import { clientRows, sharedRows } from './shared-rows.ts';
import { statementRows } from './statements.ts';
import { monthEnds } from './trading-days.ts';

export interface DemoOrder {
  /** A folder that does not exist yet, or is empty. */
  readonly out: string;
  readonly accounts: number;
  readonly years: number;
  readonly seed: number;
  /** The last day of the firm's history. */
  readonly end: Day;
  readonly format: 'csv' | 'parquet';
  readonly onProgress: (progress: DemoProgress) => void;
}

export interface DemoProgress {
  readonly subject: 'market' | 'accounts' | 'files';
  readonly done: number;
  readonly total: number;
}

type Tables = Readonly<Record<SourceTableName, CsvFile>>;

/**
 * Writes a synthetic firm in the canonical form: a pure function of seed, accounts, years and end, streamed, so that
 * memory does not grow with the accounts. The folder appears complete or not at all. Resolves to the rows of each
 * table; rejects with `usage` for a folder that holds something or a size out of bounds, `home_unusable` where it
 * cannot be written.
 */
export async function writeDemo(order: DemoOrder): Promise<{ tables: Record<string, number> }> {
  checkSize(order);
  const out = resolve(order.out);
  await refuseFull(out);
  const draft = join(dirname(out), `.${out.split(/[\\/]/).pop() ?? 'demo'}.${process.pid}.part`);
  try {
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    const tables = await writeTables(draft, order);
    if (order.format === 'parquet') await convert(draft);
    // Last, so that nobody takes a folder without it for a whole delivery.
    await writeFile(join(draft, 'delivery.json'), `${JSON.stringify({ full: true })}\n`);
    await rm(out, { recursive: true, force: true });
    await rename(draft, out);
    await sync(dirname(out));
    order.onProgress({ subject: 'files', done: 1, total: 1 });
    return { tables };
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (
      error instanceof Error &&
      'code' in error &&
      typeof error.code === 'string' &&
      /^E[A-Z]+$/.test(error.code)
    ) {
      throw new Problem(
        'home_unusable',
        `The demo firm cannot be written to ${out}; free some space or choose another folder.`,
        {
          cause: error,
        },
      );
    }
    throw error;
  }
}

function checkSize({ accounts, years, seed }: DemoOrder): void {
  if (
    !isCount(accounts, LIMITS.demo_accounts_max) ||
    !isCount(years, LIMITS.demo_years_max) ||
    !Number.isSafeInteger(seed)
  ) {
    throw new Problem(
      'usage',
      `A demo firm has 1 to ${LIMITS.demo_accounts_max} accounts, 1 to ${LIMITS.demo_years_max} years and a whole number as its seed.`,
    );
  }
}

function isCount(value: number, most: number): boolean {
  return Number.isSafeInteger(value) && value >= 1 && value <= most;
}

async function refuseFull(out: string): Promise<void> {
  const found = await readdir(out).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw new Problem('usage', `${out} is not a folder that can be written; choose another.`, {
      cause: error,
    });
  });
  if (found.length > 0) {
    throw new Problem('usage', `The folder ${out} is not empty; choose another, or empty it first.`);
  }
}

async function writeTables(folder: string, order: DemoOrder): Promise<Record<string, number>> {
  const files = new Map(
    SOURCE_TABLE_NAMES.map((name) => [
      name,
      openCsv(join(folder, `${name}.csv`), Object.keys(sourceTable(name).columns)),
    ]),
  );
  const tables = Object.fromEntries(files) as Tables;
  try {
    const market = inventMarket(order.seed, order.end, order.years);
    for (const [name, row] of sharedRows(market, order.accounts)) tables[name].write(row);
    order.onProgress({ subject: 'market', done: 1, total: 1 });
    const ends = monthEnds(market.time);
    let done = 0;
    for (const client of clientsOf(order.seed, order.accounts, market)) {
      for (const [name, row] of clientRows(client, market)) tables[name].write(row);
      const accounts = client.portfolios.flatMap((portfolio) => portfolio.accounts);
      writeHistories(order.seed, client, accounts, market, ends, tables);
      done += accounts.length;
      order.onProgress({ subject: 'accounts', done, total: order.accounts });
      await breathe();
    }
  } finally {
    for (const file of files.values()) file.close();
  }
  return Object.fromEntries([...files].map(([name, file]) => [name, file.rows]));
}

/** One client's accounts in order: what one sends, a later one receives on the same day. */
function writeHistories(
  seed: number,
  client: DemoClient,
  accounts: readonly DemoAccount[],
  market: Market,
  ends: ReturnType<typeof monthEnds>,
  tables: Tables,
): void {
  const received = new Map<number, Planned[]>();
  accounts.forEach((account, index) => {
    const random = randomOf(seed, account.id);
    const plan = withTransfers(seed, client, planOf(random, account, market), accounts, index);
    tellHistory(random, account, plan, received.get(account.number) ?? [], market, ends, {
      booking: (row) => tables.transactions.write(row),
      monthEnd: (books, month) => {
        const end = at(ends, month);
        for (const row of statementRows(books, market, random, end.day, end.trading))
          tables.holdings.write(row);
      },
      transfer: ({ to, planned }) => received.set(to, [...(received.get(to) ?? []), planned]),
    });
  });
}

/** Plans what an account sends to the client's next one, on days on which both are open. */
function withTransfers(
  seed: number,
  client: DemoClient,
  plan: AccountPlan,
  accounts: readonly DemoAccount[],
  index: number,
): AccountPlan {
  const [from, to] = [accounts[index], accounts[index + 1]];
  if (from === undefined || to === undefined) return plan;
  const random = randomOf(seed, `transfers ${client.id} ${index}`);
  const first = Math.max(from.opened, to.opened) + 25;
  const last = Math.min(from.closed ?? Infinity, to.closed ?? Infinity, first + 900) - 5;
  if (last <= first || !random.chance(0.4)) return plan;
  const day = first + random.below(last - first);
  const kind = random.chance(0.7) ? ('send_cash' as const) : ('send_shares' as const);
  const share = kind === 'send_cash' ? random.between(0.02, 0.12) : random.between(0.2, 0.5);
  return { ...plan, actions: [...plan.actions, { day, action: { kind, to: to.number, share } }] };
}

async function convert(folder: string): Promise<void> {
  const files = SOURCE_TABLE_NAMES.map((table) => ({
    table,
    csv: join(folder, `${table}.csv`),
    parquet: join(folder, `${table}.parquet`),
  }));
  await toParquet(files);
  for (const { csv } of files) await rm(csv);
}

async function sync(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
