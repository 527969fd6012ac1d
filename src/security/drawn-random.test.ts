import { expect, test } from 'vitest';
import { drawRandom } from './drawn-random.ts';

test('nobody is given bytes that somebody else has, of one draw or of several', () => {
  const taken = Array.from({ length: 2_000 }, (_, n) => drawRandom(n % 2 === 0 ? 10 : 12));
  expect(new Set(taken.map((bytes) => bytes.toString('hex'))).size).toBe(taken.length);
  const before = taken.map((bytes) => bytes.toString('hex'));
  taken[0]?.fill(0);
  expect(taken.slice(1).map((bytes) => bytes.toString('hex'))).toEqual(before.slice(1));
});

test('as many bytes come as were asked for, more than one draw has too', () => {
  for (const bytes of [0, 1, 12, 4_095, 4_096, 10_000]) expect(drawRandom(bytes)).toHaveLength(bytes);
});
