import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayOf } from '../../vocabulary/day.ts';
import { folderSource } from '../extract/folder-source.ts';
import { extractRows } from '../stage/extract-rows.ts';
import { prepareSchema } from '../stage/schema.ts';
import { stageDelivery } from '../stage/stage-delivery.ts';
import { openStagedWorkspace } from '../stage/workspace.fixture.ts';
import type { Workspace } from '../stage/workspace.ts';
import { createProductTable } from '../transform/product-schema.ts';
import { transform } from '../transform/transform.ts';
import { reconcile } from './reconcile.ts';

const HARBOR = new URL('../../../../shared/cases/harbor/', import.meta.url).pathname;

let home = '';
let workspace: Workspace;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'reconcile-'));
  workspace = await openStagedWorkspace(home);
  await prepareSchema(workspace);
});
afterAll(() => {
  workspace.close();
  rmSync(home, { recursive: true, force: true });
});

/** A parcel with just what reconciliation reads. */
const PARCEL = `
CREATE TABLE parcel.accounts (account_id VARCHAR, currency VARCHAR);
CREATE TABLE parcel.securities (security_id VARCHAR, symbol VARCHAR);
${(['transactions', 'prices', 'findings'] as const).map((name) => createProductTable('parcel', name)).join(';')};
CREATE TABLE parcel.positions (account_id VARCHAR, currency VARCHAR, security_id VARCHAR, from_date DATE, to_date DATE, quantity DECIMAL(28, 10));
CREATE TABLE parcel.conversion_rates (rate_date DATE);
INSERT INTO parcel.conversion_rates VALUES (DATE '2026-02-27'), (DATE '2026-02-28');
INSERT INTO parcel.accounts VALUES ('A1', 'EUR');
INSERT INTO parcel.securities VALUES ('S1', 'ONE');
INSERT INTO parcel.positions
  SELECT 'A1', currency, security_id, day_from, day_to, quantity
  FROM (VALUES ('S1', DATE '2026-01-01', DATE '2026-01-30', 5), ('S1', DATE '2026-01-31', DATE '2026-02-28', 7),
    ('S2', DATE '2026-01-01', DATE '2026-02-28', 3), ('S3', DATE '2026-01-01', DATE '2026-02-28', 0),
    ('CASH:EUR', DATE '2026-01-01', DATE '2026-02-28', 12.34)) p(security_id, day_from, day_to, quantity),
    (VALUES ('EUR'), ('USD')) c(currency)`;

describe('reconciliation', () => {
  test('compares what is stated with what is computed on that day, each side with 0 for what it lacks', async () => {
    await workspace.openParcel('small');
    await workspace.run(PARCEL);
    await workspace.run(`INSERT INTO stage.staged_clients (source, sequence, client_id) VALUES ('main', 1, 'C1');
      INSERT INTO stage.staged_portfolios (source, sequence, portfolio_id, client_id) VALUES ('main', 1, 'P1', 'C1');
      INSERT INTO stage.staged_custodians (source, sequence, custodian_id) VALUES ('main', 1, 'K1');
      INSERT INTO stage.staged_accounts (source, sequence, account_id, portfolio_id, custodian_id) VALUES ('main', 1, 'A1', 'P1', 'K1'), ('main', 1, 'A2', 'P1', 'K1');
      INSERT INTO stage.staged_securities (source, sequence, security_id) VALUES ('main', 1, 'S1'), ('main', 1, 'S2'), ('main', 1, 'S4');
      INSERT INTO stage.staged_holdings (source, sequence, account_id, security_id, as_of_date, quantity) VALUES
        ('main', 1, 'A1', 'S1', '2026-01-31', 7), ('main', 1, 'A1', 'S4', '2026-01-31', 1),
        ('main', 1, 'A1', 'CASH:EUR', '2026-01-31', 12.30), ('main', 1, 'A2', 'S1', '2026-01-31', 9),
        ('main', 1, 'A1', 'S1', '2026-03-31', 7)`);
    const findings = await reconcile(workspace, { asOf: dayOf('2026-02-28'), closes: 'parcel.prices' });
    const rows = await workspace.rows(
      'SELECT account_id, security_id, symbol, as_of_date, quantity::DOUBLE AS q, stated_quantity::DOUBLE AS s, difference::DOUBLE AS d FROM parcel.reconciliation ORDER BY ALL',
    );
    expect(rows.map((row) => Object.values(row).map(String).join(' '))).toEqual([
      'A1 CASH:EUR null 2026-01-31 12.34 12.3 0.04',
      'A1 S1 ONE 2026-01-31 7 7 0',
      'A1 S2 null 2026-01-31 3 0 3',
      'A1 S4 null 2026-01-31 0 1 -1',
    ]);
    expect(findings).toMatchObject([{ code: 'reconciliation_breaks', rows: 3 }]);
    await workspace.sealParcel();
  });

  test.skipIf(!existsSync(HARBOR))('finds every break of the harbor firm and no other', async () => {
    const breaks = JSON.parse(readFileSync(join(HARBOR, 'breaks.json'), 'utf8')) as Record<string, string>[];
    const files = folderSource(join(HARBOR, 'full'));
    const { streams } = await files.list();
    await extractRows(workspace, files, streams, () => undefined);
    await stageDelivery(workspace, {
      run: 'run',
      source: 'main',
      mode: 'full',
      streams,
      today: dayOf('2026-06-30'),
      firmCurrency: 'USD',
      badRowsShareMax: 0.05,
      setAside: () => Promise.resolve(),
      onProgress: () => undefined,
    });
    await workspace.openParcel('harbor');
    const { asOf } = await transform({
      connection: workspace.connection,
      connect: workspace.connect,
      firmCurrency: 'USD',
      accounts: 'all',
    });
    await reconcile(workspace, { asOf, closes: 'parcel.prices' });
    const found = await workspace.rows(
      'SELECT account_id, security_id, as_of_date, difference::DOUBLE AS difference FROM parcel.reconciliation WHERE difference <> 0 ORDER BY ALL',
    );
    const expected = breaks.map(({ account_id, security_id, as_of_date, difference }) => ({
      account_id,
      security_id,
      as_of_date,
      difference: Number(difference),
    }));
    expect(inOrder(found)).toEqual(inOrder(expected));
  });
});

/** Rows as text, in an order of their own. */
function inOrder(rows: readonly unknown[]): string[] {
  return rows.map((row) => JSON.stringify(row)).toSorted();
}
