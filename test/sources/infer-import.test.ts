import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inferMapping } from '../../src/etl/extract/mapping/infer/infer-mapping.ts';
import { dayOf } from '../../src/vocabulary/day.ts';
import { openInstallation, OWNER } from '../gold/installation.ts';

const DAY = dayOf('2026-03-31');
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'inferred-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BOOKS = `
  CREATE TABLE bank (bank_code TEXT PRIMARY KEY, custodian_name TEXT);
  INSERT INTO bank VALUES ('SB', 'Shore Bank');
  CREATE TABLE customer (customer_no TEXT PRIMARY KEY, customer_name TEXT, email TEXT);
  INSERT INTO customer VALUES ('C-7', 'Ann Example', 'ann@example.org'), ('C-8', 'Bob Example', NULL);
  CREATE TABLE depot_accounts (account_no TEXT PRIMARY KEY, account_name TEXT, customer TEXT, ccy TEXT);
  INSERT INTO depot_accounts VALUES ('90-1', 'Ann growth', 'C-7', 'USD'), ('90-2', 'Bob income', 'C-8', 'USD');
  CREATE TABLE instruments (instrument_id INTEGER PRIMARY KEY, isin TEXT, ticker TEXT, title TEXT, asset_class TEXT, ccy TEXT);
  INSERT INTO instruments VALUES (501, 'US0378331005', 'AAPL', 'Apple Inc', 'Stock', 'USD'), (502, 'US5949181045', 'MSFT', 'Microsoft Corp', 'Stock', 'USD');
  CREATE TABLE movements (movement_id INTEGER PRIMARY KEY, acct TEXT, traded_on TEXT, kind TEXT, instrument INTEGER, qty TEXT, px TEXT, commission TEXT, net_amount TEXT, ccy TEXT);
  INSERT INTO movements VALUES
    (1, '90-1', '2026-01-05', 'Deposit', NULL, NULL, NULL, NULL, '10000.00', 'USD'),
    (2, '90-1', '2026-01-06', 'Purchase', 501, '10', '200.00', '5.00', '-2005.00', 'USD'),
    (3, '90-2', '2026-01-07', 'Deposit', NULL, NULL, NULL, NULL, '5000.00', 'USD'),
    (4, '90-2', '2026-01-08', 'Purchase', 502, '5', '400.00', '5.00', '-2005.00', 'USD'),
    (5, '90-1', '2026-02-10', 'Sale', 501, '4', '210.00', '5.00', '835.00', 'USD'),
    (6, '90-2', '2026-03-12', 'Dividend', 502, NULL, NULL, NULL, '4.15', 'USD');
  CREATE TABLE closing_prices (instrument INTEGER, price_date TEXT, close TEXT, PRIMARY KEY (instrument, price_date));
  INSERT INTO closing_prices VALUES (501, '2026-03-31', '220.00'), (502, '2026-03-31', '410.00');
  CREATE TABLE audit_trail (at TEXT, who TEXT, what TEXT);
`;

test('a database of strange tables is imported by the mapping that was proposed for it, with the figures it should have', async () => {
  const path = join(folder, 'books.db');
  const database = new DatabaseSync(path);
  database.exec(BOOKS);
  database.close();
  const yaml = await inferMapping({ path }, folder);
  const mapping = join(folder, 'books.yaml');
  writeFileSync(mapping, yaml);
  expect(yaml).toMatch(/# Not taken: audit_trail/);
  const installation = await openInstallation();
  try {
    const report = await installation.takeIn(path, { today: DAY, source: 'books', mapping });
    expect([report.status, report.setAside]).toEqual(['done', []]);
    const figures = async (account: string): Promise<unknown> =>
      installation.figures({ actor: OWNER, scope: { accounts: [account] }, from: null, to: DAY, today: DAY });
    // 10000 − 2005 + 835 in cash and 6 × 220.
    expect(await figures('90-1')).toMatchObject({ market_value: '10150.00', net_contributions: '10000.00' });
    // 5000 − 2005 + 4.15 in cash and 5 × 410.
    expect(await figures('90-2')).toMatchObject({ market_value: '5049.15', net_contributions: '5000.00' });
  } finally {
    await installation.close();
  }
});
