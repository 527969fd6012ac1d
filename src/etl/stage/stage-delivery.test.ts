import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dayOf } from '../../vocabulary/day.ts';
import type { QuarantinedRow, TableCounts } from '../../vocabulary/run.ts';
import { folderSource } from '../extract/folder-source.ts';
import { extractRows } from './extract-rows.ts';
import { prepareSchema } from './schema.ts';
import { stageDelivery } from './stage-delivery.ts';
import type { StagedDelivery } from './stage-delivery.ts';
import { notePublished, standingOf } from './standing.ts';
import { openStagedWorkspace } from './workspace.fixture.ts';
import type { Workspace } from './workspace.ts';

const HARBOR = new URL('../../../../shared/cases/harbor/', import.meta.url).pathname;
const TODAY = dayOf('2026-06-30');

let home = '';
let workspace: Workspace;
let setAside: QuarantinedRow[] = [];
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'stage-'));
  workspace = await openStagedWorkspace(home);
  await prepareSchema(workspace);
});
afterEach(() => {
  workspace.close();
  rmSync(home, { recursive: true, force: true });
});

async function stage(
  folder: string,
  mode: 'full' | 'incremental' | null = null,
  source = 'main',
): Promise<StagedDelivery> {
  setAside = [];
  const files = folderSource(folder);
  const { streams, declared } = await files.list();
  await extractRows(workspace, files, streams, () => undefined);
  return stageDelivery(workspace, {
    run: 'run',
    source,
    mode: mode ?? (declared === 'full' ? 'full' : 'incremental'),
    streams,
    today: TODAY,
    firmCurrency: 'USD',
    badRowsShareMax: 0.05,
    setAside: async (rows) => void setAside.push(...rows),
    onProgress: () => undefined,
  });
}

let deliveries = 0;
/** Stages files made of lines, the header being the first. */
async function deliver(
  files: Readonly<Record<string, readonly string[]>>,
  mode: 'full' | 'incremental' = 'incremental',
  source = 'main',
): Promise<StagedDelivery> {
  const folder = join(home, `delivery-${String((deliveries += 1))}`);
  mkdirSync(folder);
  for (const [table, lines] of Object.entries(files)) {
    writeFileSync(join(folder, `${table}.csv`), `${lines.join('\n')}\n`);
  }
  return stage(folder, mode, source);
}

const BASE = {
  clients: ['client_id,name', 'C1,Ann', 'C2,Bob'],
  custodians: ['custodian_id,name', 'K1,Bank'],
  portfolios: ['portfolio_id,client_id,name,base_currency', 'P1,C1,One,USD', 'P2,C2,Two,USD'],
  accounts: [
    'account_id,portfolio_id,custodian_id,name,currency',
    'A1,P1,K1,First,USD',
    'A2,P2,K1,Second,USD',
    'A3,P1,K1,Third,USD',
    'A4,P2,K1,Fourth,USD',
    'A5,P2,K1,Fifth,USD',
  ],
  securities: ['security_id,name,asset_class,currency', 'S1,Stock,Equity,USD', 'S2,Other,Equity,USD'],
};
/** So many that a bad one among them is no reason to refuse them all. */
const MORE_ACCOUNTS = Array.from({ length: 40 }, (_, at) => `M${String(at)},P1,K1,More,USD`);
const BOOKING =
  'transaction_id,account_id,trade_date,type,security_id,quantity,price,amount,currency,updated_at';
const deposit = (id: string, amount: string, updatedAt = '', account = 'A1'): string =>
  `${id},${account},2026-01-05,DEPOSIT,,,,${amount},USD,${updatedAt}`;

function counted(counts: TableCounts | undefined): string {
  if (counts === undefined) return 'none';
  expect(counts.read).toBe(counts.loaded + counts.quarantined);
  expect(counts.loaded).toBe(counts.new + counts.changed + counts.unchanged + counts.stale);
  const { new: fresh, changed, unchanged, stale, deleted } = counts;
  return `${fresh} new ${changed} changed ${unchanged} unchanged ${stale} stale ${deleted} deleted`;
}

const amounts = async (): Promise<string> =>
  (await workspace.rows('SELECT transaction_id, amount FROM stage.merged_transactions ORDER BY ALL'))
    .map((row) => `${String(row['transaction_id'])}=${String(Number(row['amount']))}`)
    .join(' ');

describe('rows that change', () => {
  test('the newer updated_at wins, and without one the later delivery', async () => {
    await deliver({
      ...BASE,
      transactions: [BOOKING, deposit('T1', '10', '2026-01-06T00:00:00Z'), deposit('T2', '10')],
    });
    const older = await deliver({ transactions: [BOOKING, deposit('T1', '11', '2026-01-05T00:00:00Z')] });
    expect(counted(older.tables['transactions'])).toBe('0 new 0 changed 0 unchanged 1 stale 0 deleted');
    const newer = await deliver({
      transactions: [BOOKING, deposit('T1', '12', '2026-01-07T02:00:00+02:00'), deposit('T2', '13')],
    });
    expect(counted(newer.tables['transactions'])).toBe('0 new 2 changed 0 unchanged 0 stale 0 deleted');
    expect(await amounts()).toBe('T1=12 T2=13');
  });

  test('the same values again are unchanged, and a later word of them wins against older ones', async () => {
    await deliver({ ...BASE, transactions: [BOOKING, deposit('T1', '10', '2026-01-06T00:00:00Z')] });
    await workspace.run("UPDATE stage.standing SET pending = false, chain = 'before'");
    const again = await deliver({ transactions: [BOOKING, deposit('T1', '10', '2026-01-09T00:00:00Z')] });
    expect(counted(again.tables['transactions'])).toBe('0 new 0 changed 1 unchanged 0 stale 0 deleted');
    expect(await standingOf(workspace)).toMatchObject({ pending: false });
    const between = await deliver({ transactions: [BOOKING, deposit('T1', '11', '2026-01-08T00:00:00Z')] });
    expect(counted(between.tables['transactions'])).toBe('0 new 0 changed 0 unchanged 1 stale 0 deleted');
  });

  test('of two rows of one key in a delivery the newer wins, whatever their order', async () => {
    const staged = await deliver({
      ...BASE,
      transactions: [
        BOOKING,
        deposit('T1', '12', '2026-01-07T00:00:00Z'),
        deposit('T1', '11', '2026-01-06T00:00:00Z'),
      ],
    });
    expect(counted(staged.tables['transactions'])).toBe('1 new 0 changed 0 unchanged 1 stale 0 deleted');
    expect(await amounts()).toBe('T1=12');
  });

  test('a full delivery deletes what it no longer has, of its own source and tables only', async () => {
    const rows = ['T1', 'T2', 'T3'].map((id) => deposit(id, '10'));
    await deliver({ ...BASE, transactions: [BOOKING, ...rows] });
    await deliver({ transactions: [BOOKING, deposit('T9', '5')] }, 'incremental', 'other');
    const staged = await deliver({ transactions: [BOOKING, deposit('T1', '10')] }, 'full');
    expect(counted(staged.tables['transactions'])).toBe('0 new 0 changed 1 unchanged 0 stale 2 deleted');
    expect(await amounts()).toBe('T1=10 T9=5');
    expect(await workspace.count('SELECT count(*) FROM stage.merged_accounts')).toBe(5);
  });

  test('a bad row of a full delivery does not delete its good version', async () => {
    const rows = Array.from({ length: 30 }, (_, n) => deposit(`T${String(n + 10)}`, '10'));
    await deliver({ ...BASE, transactions: [BOOKING, ...rows] });
    const staged = await deliver(
      { transactions: [BOOKING, deposit('T10', 'ten'), ...rows.slice(1, 29)] },
      'full',
    );
    expect(staged.tables['transactions']).toMatchObject({ quarantined: 1, deleted: 1, unchanged: 28 });
    expect(
      await workspace.count("SELECT count(*) FROM stage.merged_transactions WHERE transaction_id = 'T10'"),
    ).toBe(1);
  });

  test('holdings of one account, security and day are lots, and a later delivery replaces them', async () => {
    const header = 'account_id,security_id,as_of_date,quantity';
    const first = await deliver({
      ...BASE,
      holdings: [header, 'A1,S1,2026-01-31,10', 'A1,S1,2026-01-31,5', 'A1,S2,2026-01-31,1'],
    });
    expect(counted(first.tables['holdings'])).toBe('3 new 0 changed 0 unchanged 0 stale 0 deleted');
    const held = `SELECT sum(quantity) FROM stage.merged_holdings WHERE security_id = 'S1'`;
    expect(await workspace.count(held)).toBe(15);
    const later = await deliver({ holdings: [header, 'A1,S1,2026-01-31,7', 'A1,S2,2026-01-31,1'] });
    expect(counted(later.tables['holdings'])).toBe('0 new 1 changed 1 unchanged 0 stale 0 deleted');
    expect(await workspace.count(held)).toBe(7);
  });
});

test('an id with a control character in it is set aside', async () => {
  const staged = await deliver({
    ...BASE,
    accounts: [...BASE.accounts, 'A\u000b6,P1,K1,Sixth,USD', ...MORE_ACCOUNTS],
  });
  expect(counted(staged.tables['accounts'])).toBe('45 new 0 changed 0 unchanged 0 stale 0 deleted');
  expect(setAside.map(({ table, column, reason }) => [table, column, reason])).toEqual([
    ['accounts', 'account_id', 'the id has a control character in it'],
  ]);
});

describe('rows that wait for what they refer to', () => {
  const known = Array.from({ length: 40 }, (_, n) => deposit(`T${String(n + 10)}`, '10'));
  const waiting = deposit('T1', '99', '', 'A9');
  const account = { accounts: ['account_id,portfolio_id,custodian_id,name,currency', 'A9,P1,K1,Late,USD'] };

  test('are loaded by the delivery that brings it, and not counted as its own', async () => {
    const first = await deliver({ ...BASE, transactions: [BOOKING, waiting, ...known] });
    expect(first.tables['transactions']).toMatchObject({ read: 41, loaded: 40, quarantined: 1 });
    expect(setAside).toMatchObject([{ line: 2, key: 'T1', column: 'account_id', reason: 'unknown account' }]);
    const second = await deliver(account);
    expect(Object.keys(second.tables)).toEqual(['accounts']);
    expect(second.findings.map(({ code }) => code)).toEqual(['rows_released']);
    expect(await amounts()).toContain('T1=99');
    expect(await workspace.count('SELECT count(*) FROM stage.held_transactions')).toBe(0);
  });

  test('give way to a later row of their key', async () => {
    await deliver({ ...BASE, transactions: [BOOKING, waiting, ...known] });
    await deliver({ transactions: [BOOKING, deposit('T1', '50')] });
    await deliver(account);
    expect(await amounts()).toMatch(/^T1=50 /);
  });

  test('are forgotten by a full delivery that lacks them, and kept by a refused one', async () => {
    await deliver({ ...BASE, transactions: [BOOKING, waiting, ...known] });
    await deliver({ transactions: [BOOKING, deposit('T2', 'bad')] }, 'full');
    expect(await workspace.count('SELECT count(*) FROM stage.held_transactions')).toBe(1);
    await deliver({ transactions: [BOOKING, ...known] }, 'full');
    expect(await workspace.count('SELECT count(*) FROM stage.held_transactions')).toBe(0);
  });
});

describe('a table that is refused', () => {
  test('loads nothing, deletes nothing, and names the column; the others load', async () => {
    await deliver({ ...BASE, transactions: [BOOKING, deposit('T1', '10')] });
    const staged = await deliver(
      {
        transactions: ['transaction_id,account_id', 'T2,A1', 'T3,A1'],
        custodians: ['custodian_id,name', 'K1,Bank', 'K2,New'],
      },
      'full',
    );
    expect(staged.tables['transactions']).toMatchObject({
      read: 2,
      loaded: 0,
      quarantined: 2,
      deleted: 0,
      refused: true,
    });
    expect(staged.tables['transactions']?.reason).toContain('trade_date');
    expect(setAside).toHaveLength(2);
    expect(staged.tables['custodians']).toMatchObject({ new: 1, unchanged: 1 });
    expect(await amounts()).toBe('T1=10');
  });

  test('an empty file among others refuses its table only', async () => {
    await deliver(BASE);
    const folder = join(home, 'empty');
    mkdirSync(folder);
    writeFileSync(join(folder, 'prices.csv'), '');
    writeFileSync(join(folder, 'custodians.csv'), 'custodian_id,name\nK2,New\n');
    const staged = await stage(folder);
    expect(staged.tables['prices']).toMatchObject({ read: 0, quarantined: 0, refused: true });
    expect(staged.tables['custodians']).toMatchObject({ new: 1 });
  });
});

const touched = async (): Promise<string> =>
  (await workspace.rows('SELECT account_id FROM stage.touched_accounts ORDER BY ALL'))
    .map((row) => String(row['account_id']))
    .join(' ');
const prices = (s1: string, s2: string): string[] => [
  'security_id,price_date,close',
  `S1,2026-03-31,${s1}`,
  `S2,2026-03-31,${s2}`,
];

describe('the accounts that a delivery touches', () => {
  beforeEach(async () => {
    const buy = 'T1,A4,2026-01-05,BUY,S1,1,10,-10,USD,';
    await deliver({
      ...BASE,
      prices: prices('10', '20'),
      transactions: [BOOKING, buy, deposit('T2', '1', '', 'A1')],
    });
    expect(await standingOf(workspace)).toMatchObject({ pending: true, everything: true });
    await notePublished(workspace, 'v000001-x');
  });

  test('are those that ever held a security whose price changed', async () => {
    await deliver({ prices: prices('11', '20') });
    expect(await touched()).toBe('A4');
    await deliver({ prices: prices('11', '21') });
    expect(await touched()).toBe('A4');
    expect(await standingOf(workspace)).toMatchObject({ pending: true, everything: false });
  });

  test("are a deposit's account and the others of its client, among which its other side may be", async () => {
    await deliver({ transactions: [BOOKING, deposit('T3', '5', '', 'A3')] });
    expect(await touched()).toBe('A1 A3');
  });

  test("are a purchase's account alone", async () => {
    await deliver({ transactions: [BOOKING, 'T3,A3,2026-01-05,BUY,S1,1,10,-10,USD,'] });
    expect(await touched()).toBe('A3');
  });

  test('are the others of its client too when what was a deposit is corrected into something else', async () => {
    await deliver({ transactions: [BOOKING, 'T2,A1,2026-01-05,INTEREST,,0,,1,USD,'] });
    expect(await touched()).toBe('A1 A3');
  });

  test('are all when the last day moves', async () => {
    await deliver({ prices: ['security_id,price_date,close', 'S2,2026-04-01,1'] });
    expect(await standingOf(workspace)).toMatchObject({ everything: true });
  });

  test('are none where nothing changed', async () => {
    await deliver({ prices: prices('10', '20') });
    expect(await touched()).toBe('');
    expect(await standingOf(workspace)).toMatchObject({ pending: false });
  });
});

const Truth = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(HARBOR, file), 'utf8')) as Record<string, unknown>;

describe.skipIf(!existsSync(HARBOR))('the harbor firm', () => {
  test('counts every delivery as expected, and the last one again as unchanged', async () => {
    const expected = Truth('deliveries/expected.json') as {
      first: Record<string, number>;
      counts: Record<string, Record<string, Record<string, number>>>;
    };
    const first = await stage(join(HARBOR, 'full'));
    expect(
      Object.fromEntries(Object.entries(first.tables).map(([table, counts]) => [table, counts.new])),
    ).toEqual(expected.first);
    for (const [folder, tables] of Object.entries(expected.counts)) {
      const staged = await stage(join(HARBOR, folder.replace(' again', '')));
      for (const [table, { rows, ...counts }] of Object.entries(tables)) {
        expect([folder, table, staged.tables[table]]).toMatchObject([
          folder,
          table,
          { loaded: rows, ...counts },
        ]);
      }
    }
  });

  test('sets aside, flags and loads every line of the dirty delivery as expected', async () => {
    const { tables } = Truth('dirty-expected.json') as {
      tables: Record<
        string,
        { read: number; rows: { line: number; key: string | null; column: string | null; expect: string }[] }
      >;
    };
    await stage(join(HARBOR, 'full'));
    const staged = await stage(join(HARBOR, 'dirty'));
    expect(staged.tables['transactions']).toMatchObject({ flagged: 4, unknownColumns: ['branch_code'] });
    for (const [table, { read, rows }] of Object.entries(tables)) {
      const found = new Map(setAside.filter((row) => row.table === table).map((row) => [row.line, row]));
      expect(staged.tables[table]).toMatchObject({ read, quarantined: found.size });
      for (const row of rows) {
        if (row.expect === 'quarantine') {
          expect([table, row, found.get(row.line)]).toMatchObject([
            table,
            row,
            {
              ...(row.column === null ? {} : { column: row.column }),
              ...(row.key === null ? {} : { key: row.key }),
            },
          ]);
        } else if (row.expect !== 'either') {
          expect([row, found.get(row.line)]).toEqual([row, undefined]);
        }
        found.delete(row.line);
      }
      expect([...found.values()]).toEqual([]);
    }
    const refused = await stage(join(HARBOR, 'dirty-refused'));
    expect(refused.tables['transactions']).toMatchObject({
      read: 100,
      loaded: 0,
      quarantined: 100,
      refused: true,
    });
    expect(refused.tables['fx_rates']).toMatchObject({ loaded: 40 });
    const lacking = await stage(join(HARBOR, 'dirty-missing-column'));
    expect(lacking.tables['prices']?.reason).toContain('close');
  });
});
