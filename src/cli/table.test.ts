import { expect, it } from 'vitest';
import type { Column } from '../vocabulary/rows.ts';
import { plainText, showCell, showTable } from './table.ts';

const money: Column = { name: 'value', label: 'Value', type: 'money', currency: 'USD' };

it.each([
  ['1204311.265', 'USD', '1,204,311.26'],
  ['1204311.275', 'USD', '1,204,311.28'],
  ['-0.005', 'USD', '0.00'],
  ['1234567.5', 'JPY', '1,234,568'],
  ['1234567.5', 'KWD', '1,234,567.500'],
  ['99999999999999999999.99', 'USD', '99,999,999,999,999,999,999.99'],
])('money %s %s reads %s: half-even, to the minor unit, exactly', (cell, currency, expected) => {
  expect(showCell(cell, money, currency)).toBe(expected);
});

it('a percentage has two decimals, and no value is a dash', () => {
  const percent: Column = { name: 'twr', label: 'Return', type: 'percent' };
  expect(showCell(0.0125, percent, null)).toBe('1.25 %');
  expect(showCell(-0.5, percent, null)).toBe('-50.00 %');
  expect(showCell(null, percent, null)).toBe('–');
});

it('text cannot steer the terminal', () => {
  expect(plainText('a\u001B[2Jb\u0007\u202Ec\r\nd\te')).toBe('a[2Jbc d e');
  expect(plainText('a\nb\u0000', true)).toBe('a\nb');
});

it('a table lines figures up at the right, names its currency, and says what it left out', () => {
  const name: Column = { name: 'name', label: 'Name', type: 'string' };
  expect(
    showTable(
      [name, money],
      [
        ['Ann', '1.5'],
        ['Benedict', '1000'],
        ['C', null],
      ],
      2,
    ),
  ).toBe(
    [
      'Name      Value (USD)',
      '────────  ───────────',
      'Ann              1.50',
      'Benedict     1,000.00',
      '… and 1 more rows (--json prints them all)',
      '',
    ].join('\n'),
  );
});

it('a row with a currency of its own is shown in its decimals', () => {
  const columns: Column[] = [
    { ...money, currency: null },
    { name: 'currency', label: 'Currency', type: 'string' },
  ];
  expect(
    showTable(
      columns,
      [
        ['10', 'JPY'],
        ['10', 'USD'],
      ],
      9,
    ),
  ).toContain('   10  JPY\n10.00  USD');
});
