import { expect, test } from 'vitest';
import { DUCKDB } from './grammar-dialect.ts';
import { statement } from './grammar.ts';
import { Oracle } from './oracle.ts';
import { tryOne, type Trial } from './trial.ts';

const GENERATED = 3_000;

// `npm run nightly -- guard` goes through a hundred thousand.
test(`${GENERATED} generated statements give what the reader's own rows give`, async () => {
  await using oracle = await Oracle.open();
  const trials: Trial[] = [];
  for (let seed = 0; seed < GENERATED; seed += 1)
    trials.push(await tryOne(oracle, seed, statement(seed, DUCKDB)));
  expect(trials.flatMap(({ difference }) => (difference === '' ? [] : [difference]))).toEqual([]);
  // A generator that makes little but nonsense would prove nothing.
  const share = (kind: Trial['kind']) => trials.filter((trial) => trial.kind === kind).length / GENERATED;
  expect(share('equal')).toBeGreaterThan(0.6);
  expect(trials.reduce((sum, { rows }) => sum + rows, 0)).toBeGreaterThan(GENERATED);
  expect(share('refused')).toBeLessThan(0.02);
}, 600_000);
