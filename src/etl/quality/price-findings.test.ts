import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayOf } from '../../vocabulary/day.ts';
import { prepareSchema } from '../stage/schema.ts';
import { openStagedWorkspace } from '../stage/workspace.fixture.ts';
import type { Workspace } from '../stage/workspace.ts';
import { createProductTables } from '../transform/product-schema.ts';
import { checkQuality } from './quality.ts';
import { type ClosesTable, mayBeOdd } from './price-findings.ts';

let home = '';
let workspace: Workspace;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'price-findings-'));
  workspace = await openStagedWorkspace(home);
  await prepareSchema(workspace);
  await workspace.run(`INSERT INTO stage.staged_securities (source, sequence, security_id, currency) VALUES ('main', 1, 'S1', 'USD');
    INSERT INTO stage.staged_prices (source, sequence, security_id, price_date, close)
    VALUES ('main', 1, 'S1', DATE '2025-01-02', 10), ('main', 1, 'S1', DATE '2025-01-03', 11), ('main', 1, 'S1', DATE '2025-06-02', 12)`);
});
afterAll(() => {
  workspace.close();
  rmSync(home, { recursive: true, force: true });
});

const PARCEL = `
  INSERT INTO parcel.accounts (account_id, currency) VALUES ('A1', 'USD');
  INSERT INTO parcel.securities (security_id, symbol) VALUES ('S1', 'ONE');
  INSERT INTO parcel.transactions (transaction_id, account_id, trade_date, type, security_id, quantity, amount)
    VALUES ('T1', 'A1', DATE '2025-01-02', 'BUY', 'S1', 5, -50);
  INSERT INTO parcel.positions (account_id, currency, security_id, from_date, to_date, quantity)
    VALUES ('A1', 'USD', 'S1', DATE '2025-01-02', DATE '2025-12-31', 5)`;

test.each<ClosesTable>(['parcel.prices', 'stage.merged_prices'])(
  'gaps and old closes are found in %s, wherever all closes are',
  async (closes) => {
    await workspace.openParcel('small');
    await createProductTables(workspace.connection);
    await workspace.run(PARCEL);
    if (closes === 'parcel.prices')
      await workspace.run(
        'INSERT INTO parcel.prices SELECT security_id, price_date, close FROM stage.merged_prices',
      );
    const findings = await checkQuality(workspace, {
      asOf: dayOf('2025-12-31'),
      closes,
      suspects: new Set(['S1']),
    });
    expect(findings.map(({ code }) => code)).toEqual(['stale_price', 'price_gap']);
    await workspace.sealParcel();
  },
);

test.each([
  ['calm', [98, 99, 100], [10, 14, 10], false],
  ['half as much again', [98, 99, 100], [10, 15, 10], true],
  ['down by a good third', [98, 99, 100], [10, 6, 6], true],
  ['up from nothing', [98, 99, 100], [0, 15, 15], false],
  ['not counted exactly', [98, 99, 100], [10, Number.NaN, 10], true],
  ['silent in between', [50, 99, 100], [10, 10, 10], true],
  ['silent until the last day', [50], [10], true],
  ['after the last day', [100, 101, 102], [10, 90, 10], false],
])('closes that are %s: whether they may be odd', (_, days, closes, expected) => {
  expect(mayBeOdd(days, closes, 100)).toBe(expected);
});
