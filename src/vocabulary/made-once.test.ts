import { expect, test } from 'vitest';
import { MadeOnce } from './made-once.ts';

test('what is made of the same parts is made once for its owner, and anew for others', () => {
  const made = new MadeOnce<number>();
  let count = 0;
  const make = (): number => (count += 1);
  const [owner, other, list] = [{}, {}, ['a']];
  expect([made.of(owner, ['x', list], make), made.of(owner, ['x', list], make)]).toEqual([1, 1]);
  expect(made.of(other, ['x', list], make)).toBe(2);
  expect(made.of(owner, ['x', ['a']], make)).toBe(3);
  expect(made.of(owner, ['x'], make)).toBe(4);
  expect(made.of(owner, ['x', list], make)).toBe(5);
});
