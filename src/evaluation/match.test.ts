import { describe, expect, test } from 'vitest';
import type { Cell } from '../vocabulary/rows.ts';
import { matches } from './match.ts';
import type { Expected, ExpectedCell } from './question-set.ts';

function expected(
  match: Expected['match'],
  types: readonly Expected['columns'][number]['type'][],
  rows: readonly (readonly ExpectedCell[])[],
  more: Partial<Expected> = {},
): Expected {
  const columns = types.map((type) => ({ type, abs: false, optional: false }));
  return { columns, rows: rows.map((row) => [...row]), match, extra: false, ...more };
}

const SECTORS: readonly (readonly Cell[])[] = [
  ['Energy', 'x', '20.00', 0.2],
  ['Health Care', 'y', '80.00', 0.8],
];

describe('one figure', () => {
  test.each<[string, Expected['columns'][number]['type'], ExpectedCell, Cell, boolean]>([
    ['agrees to half a cent', 'money', '12.34', '12.3449', true],
    ['does not agree a cent off', 'money', '12.34', '12.35', false],
    ['agrees as a rate to 0.005 %', 'percent', 0.1234, 0.12344, true],
    ['does not agree as a rate 0.01 % off', 'percent', 0.1234, 0.1235, false],
    ['must be the whole number', 'integer', 3, 4, false],
    ['is nothing where nothing is expected', 'money', null, null, true],
    ['is not nothing where a figure is expected', 'money', '1.00', null, false],
    ['means the same by any of its names', 'string', { any: ['HLX'] }, 'Helix Pharma AG (HLX)', true],
    ['is a period by the last day of it', 'period', '2020-Q1', '2020-03-31', true],
    ['is not a period by a day of another', 'period', '2020-Q1', '2020-06-30', false],
  ])('%s', (_what, type, want, got, agreed) => {
    expect(matches(expected('scalar', [type], [[want]]), [['beside', got]])).toBe(agreed);
  });

  test('may be off by what a tolerance allows, and no further', () => {
    const one = expected('scalar', ['money'], [['100']], { tolerance: { money: 0.5 } });
    expect([matches(one, [['100.5']]), matches(one, [['100.6']])]).toEqual([true, false]);
  });

  test('is not found twice in one cell', () => {
    expect(matches(expected('scalar', ['money', 'money'], [['5', '5']]), [['5']])).toBe(false);
  });
});

describe('rows', () => {
  const sectors = expected(
    'set',
    ['string', 'percent'],
    [
      ['Health Care', 0.8],
      ['Energy', 0.2],
    ],
  );

  test('agree in any order as a set, whatever stands between their columns', () => {
    expect(matches(sectors, SECTORS)).toBe(true);
  });

  test('agree in their order only where they are ordered', () => {
    expect(matches({ ...sectors, match: 'ordered' }, SECTORS)).toBe(false);
    expect(matches({ ...sectors, match: 'ordered' }, SECTORS.toReversed())).toBe(true);
  });

  test('do not agree where one is missing or one too many', () => {
    expect(matches(sectors, SECTORS.slice(1))).toBe(false);
    expect(matches(sectors, [...SECTORS, ['Utilities', 'z', '5.00', 0.05]])).toBe(false);
    expect(matches({ ...sectors, extra: true }, [...SECTORS, ['Utilities', 'z', '5.00', 0.05]])).toBe(true);
  });

  test('forgive a total and what is nothing but zero', () => {
    expect(matches(sectors, [...SECTORS, ['Utilities', 'z', '0.00', 0], ['Total', '', '100.00', 1]])).toBe(
      true,
    );
  });

  test('of a series may leave out periods in which nothing was', () => {
    const series = expected(
      'series',
      ['period', 'money'],
      [
        ['2020-01', '0.00'],
        ['2020-02', '7.00'],
      ],
    );
    expect(matches(series, [['2020-02', '7.00']])).toBe(true);
    expect(matches(series, [['2020-03', '7.00']])).toBe(false);
  });
});
