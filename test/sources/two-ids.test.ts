import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { Installation } from '../end-to-end/askfolio.ts';

const folder = mkdtempSync(join(tmpdir(), 'two-ids-'));
let home = new Installation();
afterEach(() => {
  home.remove();
  home = new Installation();
});
afterAll(() => {
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

const PEOPLE = {
  clients: 'client_id,name\nC1,Ann',
  portfolios: 'portfolio_id,client_id,name,base_currency\nP1,C1,Savings,USD',
};
const BANK = {
  ...PEOPLE,
  custodians: 'custodian_id,name\nSHORE,Shore Bank Ltd.',
  accounts: `account_id,portfolio_id,custodian_id,account_number,name,currency
A1,P1,SHORE,12-345 678,First,USD
A2,P1,SHORE,***4321,Second,USD`,
  securities: `security_id,symbol,name,isin,cusip,asset_class,currency
S1,MOOR,Moor Mills,US0378331005,,Equity,USD
S2,FEN,Fen & Sons,,,Equity,USD
S3,ELM,Elm Works,DE0007164600,,Equity,EUR
S4,OAK,Oak Works,GB0002634946,,Equity,GBP`,
};
const BROKER = {
  ...PEOPLE,
  custodians: 'custodian_id,name\nshore-us,SHORE BANK LTD',
  accounts: `account_id,portfolio_id,custodian_id,account_number,name,currency
X1,P1,shore-us,12345678,The same,USD
X2,P1,shore-us,***4321,Another that is masked,USD
X3,P1,shore-us,12345679,Another,USD`,
  // By the CUSIP within an ISIN, and by symbol and name; another currency is another line of trading.
  securities: `security_id,symbol,name,isin,cusip,asset_class,currency
T1,MM,Moor Mills Inc,,037833100,Equity,USD
T2,FEN,FEN SONS,,,Equity,USD
T3,ELM,Elm Works,DE0007164600,,Equity,USD
S4,OAK,Oak Works,GB0002634946,,Equity,GBP`,
};

const LISTED = {
  // One ticker each on two exchanges, and what is one security in other words.
  securities: `security_id,symbol,name,isin,cusip,asset_class,currency
SAN,SAN,Banco Santander,ES0113900J37,,Equity,EUR
ABC,ABC,Abacus Ltd,,,Equity,GBP
TEL,TEL,TE Connectivity,,,Equity,USD
HAL,HAL,Halcyon,US0378331005,,Equity,USD
IBM,IBM,Intl Business Machines,,,Equity,USD
ORC,ORC,ORC,,,Equity,USD`,
};
const ELSEWHERE = {
  securities: `security_id,symbol,name,isin,cusip,asset_class,currency
SAN,SAN,Sanofi,FR0000120578,,Equity,EUR
ABC,ABC,Abacus Ltd,,,Equity,USD
TEL,TEL,Telenor ASA,,,Equity,USD
HAL,HAL,Halcyon Inc,,037833100,Equity,USD
IBM,IBM,International Business Machines Corp,,,Equity,USD
ORC,ORC,Orchid Island,,,Equity,USD`,
};

const Run = z.object({
  findings: z.array(z.object({ code: z.string(), severity: z.string(), text: z.string(), rows: z.int() })),
});
const Status = z.array(
  z.object({
    findingRows: z
      .array(
        z.object({
          code: z.string(),
          source: z.string().nullable(),
          line: z.int().nullable(),
          detail: z.string().nullable(),
        }),
      )
      .optional(),
  }),
);

async function imported(source: string, tables: Readonly<Record<string, string>>) {
  mkdirSync(join(folder, source), { recursive: true });
  for (const [table, lines] of Object.entries(tables))
    writeFileSync(join(folder, source, `${table}.csv`), `${lines}\n`);
  const path = join(folder, source);
  const run = Run.parse(JSON.parse(await home.output('import', path, '--source', source, '--json')));
  return run.findings.filter(({ code }) => /_under_(?:two_ids|one_id)$/.test(code));
}

test('what two sources tell under ids of their own is told, with the rows, as long as it is so', async () => {
  expect(await imported('bank', BANK)).toEqual([]);
  const found = await imported('broker', BROKER);
  expect(found).toMatchObject([
    { code: 'security_under_two_ids', severity: 'warning', rows: 2 },
    { code: 'account_under_two_ids', severity: 'warning', rows: 1 },
  ]);
  expect(found[0]?.text).toContain('T1 of broker and S1 of bank; T2 of broker and S2 of bank.');
  expect(found[1]?.text).toContain('X1 of broker and A1 of bank.');
  const [last] = Status.parse(JSON.parse(await home.output('etl', 'status', '--json')));
  const rows = last?.findingRows?.filter(({ code }) => code.endsWith('_under_two_ids'));
  expect(rows).toMatchObject([
    { source: 'broker', line: 2, detail: 'T1 of broker and S1 of bank' },
    { source: 'broker', line: 3, detail: 'T2 of broker and S2 of bank' },
    { source: 'broker', line: 2, detail: 'X1 of broker and A1 of bank' },
  ]);
  const mended = { ...BROKER, securities: BROKER.securities.replace('T1,', 'S1,').replace('T2,', 'S2,') };
  writeFileSync(join(folder, 'broker', 'delivery.json'), '{"full": true}');
  expect((await imported('broker', mended)).map(({ code }) => code)).toEqual(['account_under_two_ids']);
}, 240_000);

test('one id of two sources that is not one security is told, with the rows, until a mapping parts them', async () => {
  expect(await imported('listed', LISTED)).toEqual([]);
  const found = await imported('elsewhere', ELSEWHERE);
  expect(found).toMatchObject([{ code: 'two_securities_under_one_id', severity: 'error', rows: 3 }]);
  expect(found[0]?.text).toContain('SAN of listed and SAN of elsewhere');
  const [last] = Status.parse(JSON.parse(await home.output('etl', 'status', '--json')));
  const rows = last?.findingRows?.filter(({ code }) => code === 'two_securities_under_one_id');
  expect(rows?.map(({ line }) => line).toSorted()).toEqual([2, 3, 4]);
  const parted = { securities: ELSEWHERE.securities.replaceAll(/^(SAN|ABC|TEL),/gm, '$1.X,') };
  writeFileSync(join(folder, 'elsewhere', 'delivery.json'), '{"full": true}');
  expect(await imported('elsewhere', parted)).toEqual([]);
}, 240_000);
