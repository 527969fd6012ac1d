import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dayOf } from '../vocabulary/day.ts';
import { NOTHING_SPENT, type ModelBudgets, type Spend } from '../vocabulary/usage.ts';
import { modelUsageOf, usageHistoryOf } from './model-usage.ts';
import { peopleOf } from './people.ts';
import { type Records, sealingWith } from './records.ts';
import { openRecords } from './sqlite/open-records.ts';

let folder = '';
let records: Records;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'askfolio-usage-'));
  const path = join(folder, 'records.sqlite');
  records = await openRecords(path, sealingWith(['ab'.repeat(32)]), () => new Date());
});
afterEach(async () => {
  await records.db.destroy();
  rmSync(folder, { recursive: true });
});

const TODAY = dayOf('2026-03-02');
const NONE: ModelBudgets = { person: { tokens: null, nanos: null }, firm: { tokens: null, nanos: null } };
const call = (input: number, output: number, nanos = 0): Spend => ({
  calls: 1,
  input,
  cachedInput: 0,
  output,
  nanos,
});

describe('the ledger of the language model', () => {
  test('says who took most on a day, and what the last days took, the newest first', async () => {
    const ledger = modelUsageOf(records);
    const yesterday = dayOf('2026-03-01');
    await ledger.reserve(yesterday, 'ann', call(7, 1), NONE);
    await ledger.reserve(TODAY, 'ann', call(1, 2), NONE);
    await ledger.reserve(TODAY, 'bob', call(10, 5, 3), NONE);
    const history = usageHistoryOf(records);
    expect(await history.people(TODAY)).toEqual([
      { user: 'bob', ...call(10, 5, 3) },
      { user: 'ann', ...call(1, 2) },
    ]);
    expect(await history.days()).toEqual([
      { day: TODAY, ...call(11, 7, 3), calls: 2 },
      { day: yesterday, ...call(7, 1) },
    ]);
  });

  test('counts what each person and all together spent, day by day', async () => {
    const ledger = modelUsageOf(records);
    await ledger.reserve(TODAY, 'ann', call(100, 50, 7), NONE);
    await ledger.reserve(TODAY, 'bob', call(10, 5, 1), NONE);
    await ledger.settle(TODAY, 'ann', call(100, 50, 7), { ...call(90, 3, 5), cachedInput: 40 });
    expect(await ledger.of(TODAY, 'ann')).toEqual({ ...call(90, 3, 5), cachedInput: 40 });
    expect(await ledger.of(TODAY, null)).toEqual({
      calls: 2,
      input: 100,
      cachedInput: 40,
      output: 8,
      nanos: 6,
    });
    expect(await ledger.of(dayOf('2026-03-03'), 'ann')).toEqual(NOTHING_SPENT);
  });

  test.each([
    ['person', 'tokens', { ...NONE, person: { tokens: 199, nanos: null } }],
    ['person', 'nanos', { ...NONE, person: { tokens: null, nanos: 13 } }],
    ['firm', 'tokens', { ...NONE, firm: { tokens: 199, nanos: null } }],
    ['firm', 'nanos', { ...NONE, firm: { tokens: null, nanos: 13 } }],
  ] as const)(
    'lets nothing be taken beyond the budget of the %s in %s, not even a part',
    async (whose, what, budgets) => {
      const ledger = modelUsageOf(records);
      expect(await ledger.reserve(TODAY, 'ann', call(50, 50, 7), budgets)).toBeNull();
      expect(await ledger.reserve(TODAY, 'ann', call(50, 50, 7), budgets)).toEqual({ whose, what });
      expect(await ledger.of(TODAY, null)).toEqual(call(50, 50, 7));
      const other = await ledger.reserve(TODAY, 'bob', call(50, 50, 7), budgets);
      expect(other).toEqual(whose === 'person' ? null : { whose, what });
    },
  );

  test('never lets more through at once than one after the other', async () => {
    const ledger = modelUsageOf(records);
    const budgets = { ...NONE, firm: { tokens: 1_000, nanos: null } };
    const tries = Array.from({ length: 30 }, (_, at) =>
      ledger.reserve(TODAY, `u${String(at % 5)}`, call(60, 40), budgets),
    );
    expect((await Promise.all(tries)).filter((usedUp) => usedUp === null)).toHaveLength(10);
    expect(await ledger.of(TODAY, null)).toMatchObject({ calls: 10, input: 600, output: 400 });
  });

  test('still knows what all together spent when a person is removed, and forgets days of long ago', async () => {
    const ledger = modelUsageOf(records);
    await ledger.reserve(TODAY, 'ann', call(1, 1), NONE);
    await peopleOf(records).remove('ann');
    expect(await ledger.of(TODAY, 'ann')).toEqual(NOTHING_SPENT);
    expect(await ledger.of(TODAY, null)).toEqual(call(1, 1));
    await ledger.reserve(dayOf('2028-03-02'), 'bob', call(1, 1), NONE);
    expect(await ledger.of(TODAY, null)).toEqual(NOTHING_SPENT);
  });
});
