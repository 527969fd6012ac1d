import { expect, test } from 'vitest';
import { dayOf } from '../vocabulary/day.ts';
import { HeldMarks, type KnownMarks, type ReadMarks } from './held-marks.ts';
import { unmarked } from './marks.ts';
import type { DataVersion } from './port.ts';

const version = (id: string): DataVersion => ({
  id,
  asOf: dayOf('2026-06-30'),
  publishedAt: `2026-07-01T00:00:00.00${id.slice(1)}Z`,
  firmCurrency: 'USD',
});

/** What a store says of its version, where `accounts` were marked. */
function said(id: string, accounts: ReadMarks['accounts'], continued: boolean): ReadMarks {
  const step = Number(id.slice(1));
  const kept = {
    versionId: id,
    step,
    everyAccount: id,
    otherAccounts: 'v0',
    tables: { securities: 'digest' },
  };
  return { version: version(id), kept, accounts, continued };
}

test('marks are read once a version by however many ask, and then only what is new', async () => {
  const held = new HeldMarks();
  const asked: (KnownMarks | null)[] = [];
  const read = (found: ReadMarks) => (known: KnownMarks | null) => {
    asked.push(known);
    return Promise.resolve(found);
  };
  const first = read(said('v1', [['A1', 'v1']], false));
  const [one, other] = await Promise.all([held.of(version('v1'), first), held.of(version('v1'), first)]);
  expect(other).toBe(one);
  expect(await held.of(version('v1'), first)).toBe(one);
  expect(one?.accounts).toEqual(new Map([['A1', 'v1']]));
  const two = await held.of(version('v2'), read(said('v2', [['A2', 'v2']], true)));
  expect(two?.accounts).toEqual(
    new Map([
      ['A1', 'v1'],
      ['A2', 'v2'],
    ]),
  );
  expect(asked).toEqual([null, { version: version('v1'), step: 1, otherAccounts: 'v0' }]);
});

test('what was known is forgotten where the store does not continue it', async () => {
  const held = new HeldMarks();
  await held.of(version('v1'), () => Promise.resolve(said('v1', [['A1', 'v1']], false)));
  const anew = await held.of(version('v2'), () => Promise.resolve(said('v2', [['A2', 'v2']], false)));
  expect(anew?.accounts).toEqual(new Map([['A2', 'v2']]));
  const bare = { version: version('v3'), kept: null, accounts: [], continued: false };
  expect(await held.of(version('v3'), () => Promise.resolve(bare))).toEqual(unmarked(version('v3')));
  const after = await held.of(version('v4'), (known) => {
    expect(known).toBeNull();
    return Promise.resolve(said('v4', [], false));
  });
  expect(after?.accounts).toEqual(new Map());
});

test('a read that fails is tried again by the next who asks', async () => {
  const held = new HeldMarks();
  await expect(held.of(version('v1'), () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect((await held.of(version('v1'), () => Promise.resolve(said('v1', [], false))))?.version.id).toBe('v1');
  expect(await held.of(null, () => Promise.reject(new Error('nothing to read')))).toBeNull();
});
