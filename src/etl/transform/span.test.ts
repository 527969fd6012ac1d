import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dayFromNumber, dayOf } from '../../vocabulary/day.ts';
import { createProductTables } from './product-schema.ts';
import { spanOf } from './span.ts';
import { openStage } from './stage.fixture.ts';

const NOT_COPIED = { transactions: false, prices: false };
const TODAY = dayOf('2026-06-30');

/** `asStaged`: the engine answers from what it keeps of each column, which deletions must not leave behind the rows. */
test.each([true, false])('the span follows bookings that come and go (as staged: %s)', async (asStaged) => {
  const folder = mkdtempSync(join(tmpdir(), 'span-'));
  const connection = await openStage();
  try {
    await connection.run(`DETACH stage; ATTACH '${join(folder, 'stage.duckdb')}' AS stage`);
    await createProductTables(connection);
    for (const [table, day] of [
      ['transactions', 'trade_date'],
      ['prices', 'price_date'],
    ] as const) {
      await connection.run(`CREATE TABLE stage.main.staged_${table} (${day} DATE);
        CREATE VIEW stage.main.merged_${table} AS SELECT * FROM stage.main.staged_${table}`);
    }
    const span = async (): Promise<string> => {
      const { firstDay, horizon } = await spanOf(connection, NOT_COPIED, TODAY, asStaged);
      return `${dayFromNumber(firstDay)} ${dayFromNumber(horizon)}`;
    };
    const run = async (sql: string): Promise<void> => void (await connection.run(`${sql}; CHECKPOINT stage`));
    expect(await span()).toBe('2026-06-30 2026-06-30');
    await run(`INSERT INTO stage.main.staged_transactions SELECT DATE '2016-01-01' + CAST(n AS INTEGER) FROM range(3653) t(n);
      INSERT INTO stage.main.staged_prices VALUES (DATE '2015-01-01'), (DATE '2020-01-01')`);
    expect(await span()).toBe('2016-01-01 2025-12-31');
    await run(`INSERT INTO stage.main.staged_prices VALUES (DATE '2026-07-11')`);
    expect(await span()).toBe('2016-01-01 2025-12-31');
    await run(`INSERT INTO stage.main.staged_prices VALUES (DATE '2026-07-10')`);
    expect(await span()).toBe('2016-01-01 2026-07-10');
    await run(`DELETE FROM stage.main.staged_prices WHERE price_date > DATE '2026-01-01';
      DELETE FROM stage.main.staged_transactions WHERE trade_date < DATE '2016-02-01' OR trade_date > DATE '2025-11-30'`);
    expect(await span()).toBe('2016-02-01 2025-11-30');
    await run(
      `UPDATE stage.main.staged_transactions SET trade_date = DATE '2017-01-01' WHERE trade_date = DATE '2025-11-30'`,
    );
    expect(await span()).toBe('2016-02-01 2025-11-29');
  } finally {
    connection.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
});
