import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { writeFirm } from '../../bench/firm.ts';
import { Installation } from './askfolio.ts';

const ACCOUNTS = 200;
/** The firm's ten years; every account opens on the first of them. */
const DAYS = 3_653;

const folder = mkdtempSync(join(tmpdir(), 'askfolio-every-day-'));
const home = new Installation();
afterAll(() => {
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

// Enough rows for several groups of the engine's file, which several connections store beside each other.
test('of a firm with more figures than one group of rows holds, every day of every account is published', async () => {
  await writeFirm(folder, {
    accounts: ACCOUNTS,
    bookingsPerAccount: 300,
    securities: 200,
    positionsPerAccount: 24,
    years: 10,
    seed: 1,
  });
  await home.output('import', folder);
  const sql = 'SELECT count(*) AS days, count(DISTINCT account_id) AS accounts FROM daily_values';
  const { rows } = JSON.parse(await home.output('sql', sql, '--json')) as { readonly rows: unknown };
  expect(rows).toEqual([[ACCOUNTS * DAYS, ACCOUNTS]]);
  const answer: unknown = JSON.parse(await home.output('ask', 'How is it split by asset class?', '--json'));
  expect(answer).toMatchObject({ kind: 'answer' });
}, 300_000);
