import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FIRMS_A_HOME, firmsOf, newTally, proveHistory, smallestWrong } from './histories.ts';
import { Shelves } from './shelf.ts';

const HISTORIES = 1_000;
const MINUTES_10 = 600_000;
const homes = Array.from({ length: HISTORIES / FIRMS_A_HOME }, (_, n) => n + 1);

describe('random histories cut into random deliveries', () => {
  let shelves: Shelves;
  const tally = newTally();
  beforeAll(async () => {
    shelves = await Shelves.open();
  });
  afterAll(() => shelves.close());

  test.each(homes)(
    `${String(FIRMS_A_HOME)} firms are published as a rebuild from scratch publishes them, and every law holds (seed %i)`,
    async (seed) => {
      const wrong = await proveHistory(shelves, firmsOf(seed).told, tally);
      if (Object.keys(wrong).length === 0) return;
      const smallest = await smallestWrong(seed, wrong, shelves);
      expect.fail(
        `seed ${String(seed)}: ${smallest ?? JSON.stringify(wrong, null, 2)}\nreplay: npm run nightly -- --seed ${String(seed)} --histories ${String(FIRMS_A_HOME)}`,
      );
    },
    MINUTES_10,
  );

  test('accounts are worked out anew all together, some by themselves and some from a day on, rows wait, and repeats change nothing', () => {
    expect(tally.everything).toBeGreaterThan(0);
    expect(tally.some).toBeGreaterThan(0);
    expect(shelves.partly).toBeGreaterThan(0);
    expect(tally.unchanged).toBeGreaterThan(0);
    expect(tally.waited).toBeGreaterThan(0);
  });
});
