import { describe, expect, test } from 'vitest';
import type { TablePart } from '../../api/ask.ts';
import { periodsBeside } from './periods-beside.ts';

const COLUMNS: TablePart['columns'] = [
  { name: 'period', label: 'Period', type: 'period' },
  { name: 'sector', label: 'Sector', type: 'string' },
  { name: 'income', label: 'Income', type: 'money', currency: 'USD' },
];
const write = (cell: unknown): string => `in ${String(cell)}`;
const beside = (rows: TablePart['rows'], columns = COLUMNS): TablePart =>
  periodsBeside({ columns, rows }, write);

describe('a comparison of periods', () => {
  test('stands as a row for each name with the periods beside each other, every figure as it was', () => {
    const { columns, rows } = beside([
      ['2024', 'Energy', '10.50'],
      ['2024', 'Health', '7.00'],
      ['2025', 'Health', '9.10'],
    ]);
    expect(columns.map(({ label, type }) => [label, type])).toEqual([
      ['Sector', 'string'],
      ['in 2024', 'money'],
      ['in 2025', 'money'],
    ]);
    expect(rows).toEqual([
      ['Energy', '10.50', null],
      ['Health', '7.00', '9.10'],
    ]);
  });

  test.each([
    ['one period', [['2024', 'Energy', '1']], COLUMNS],
    ['many periods', [1, 2, 3, 4, 5].map((month) => [`2024-0${month}`, 'Energy', '1']), COLUMNS],
    [
      'two rows of one name',
      [
        ['2024', 'Energy', '1'],
        ['2024', 'Energy', '2'],
        ['2025', 'Energy', '3'],
      ],
      COLUMNS,
    ],
    [
      'no name',
      [
        ['2024', '1'],
        ['2025', '2'],
      ],
      [COLUMNS[0], COLUMNS[2]].filter((column) => column !== undefined),
    ],
  ])('leaves a table of %s as it is', (_what, rows, columns) => {
    expect(beside(rows, columns)).toEqual({ columns, rows });
  });
});
