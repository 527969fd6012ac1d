import { beforeAll, describe, expect, test } from 'vitest';
import type { Records } from '../../src/state/records.ts';
import { MISTAKES, type Mistake } from './mistakes.ts';
import { openRecordsInMemory } from './records.ts';
import { simulate } from './simulate.ts';

/** So many lives here; `npm run nightly -- lives` lives as many as it is told to. */
const LIVES = 30;

/** A life in which each mistake shows, of the first thousand; the search for one is part of `npm run nightly`. */
const SHOWS_IN: Readonly<Record<Mistake, number>> = {
  'ends without fence': 2,
  'goes by own clock': 1,
  'done before it is': 1,
  'published upon anything': 9,
  'shows half a publish': 6,
  'keeps by the question alone': 1,
  'books apart': 564,
  'never looks again': 4,
  'goes on without its turn': 88,
  'keys by time': 9,
  'never tries again': 1,
};

describe('an installation whose workers are killed and frozen, its clocks wrong, its servers away, its broker forgetful and its cache wrong', () => {
  let records: Records;
  beforeAll(async () => {
    records = await openRecordsInMemory();
  });

  test(`does everything once and in its order, in ${LIVES} lives`, async () => {
    for (let seed = 1; seed <= LIVES; seed += 1) {
      const { wrong, story } = await simulate(records, seed);
      expect(wrong, `seed ${seed}\n${story.join('\n')}`).toEqual([]);
    }
  });

  test('lives the same life again from the same seed', async () => {
    const lives = [await simulate(records, 7), await simulate(records, 7)];
    expect(lives[0]?.story.length).toBeGreaterThan(10);
    expect(lives[1]).toEqual(lives[0]);
  });

  test.each(MISTAKES)('would be seen to fail: %s', async (mistake) => {
    const { wrong } = await simulate(records, SHOWS_IN[mistake], mistake);
    expect(wrong).not.toEqual([]);
  });
});
