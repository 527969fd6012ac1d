import { describe, expect, test } from 'vitest';
import type { Cell, Column, ColumnType } from '../vocabulary/rows.ts';
import { cellFormatter, toTabSeparated } from './cells.ts';

function column(type: ColumnType, currency?: string | null): Column {
  return { name: 'value', label: 'Value', type, ...(currency === undefined ? {} : { currency }) };
}

function shown(cell: Cell, type: ColumnType, currency?: string | null, locale = 'en-US') {
  const one = column(type, currency);
  return cellFormatter(one, [one], [[cell]], locale)(cell, [cell]);
}

describe('money', () => {
  test('keeps every digit of an amount that a double could not hold', () => {
    expect(shown('90071992547409931234.57', 'money', 'USD').text).toBe('$90,071,992,547,409,931,234.57');
    expect(shown('-0.10', 'money', 'USD')).toMatchObject({ text: '-$0.10', isNegative: true });
  });

  test('has the decimals of its currency', () => {
    expect(shown('1204311', 'money', 'JPY').text).toBe('¥1,204,311');
    expect(shown('12.5', 'money', 'KWD').text).toContain('12.500');
    expect(shown('1204311.27', 'money', 'EUR', 'de-DE').text).toBe('1.204.311,27\u00a0€');
  });

  test('shows a price with the decimals it has, the same for the whole column', () => {
    const price = column('money', 'USD');
    const rows = [['101.2345'], ['7'], ['3.10000000']];
    const format = cellFormatter(price, [price], rows, 'en-US');
    expect(rows.map((row) => format(row[0] ?? null, row).text)).toEqual(['$101.2345', '$7.0000', '$3.1000']);
  });

  test('rounds a converted amount to the cent and keeps the whole of it at hand', () => {
    expect(shown('1204311.27345678', 'money', 'USD')).toMatchObject({
      text: '$1,204,311.27',
      exact: '1204311.27345678',
    });
    expect(shown('1204311.27000000', 'money', 'USD').exact).toBeNull();
  });

  test('takes the currency of its own row where the column has none', () => {
    const amount = column('money', null);
    const currency: Column = { name: 'currency', label: 'Currency', type: 'string' };
    const rows = [
      ['5.00', 'EUR'],
      ['5.00', 'CHF'],
    ];
    const format = cellFormatter(amount, [amount, currency], rows, 'en-US');
    expect(rows.map((row) => format(row[0] ?? null, row).text)).toEqual(['€5.00', 'CHF\u00a05.00']);
  });
});

describe('other values', () => {
  test('a percentage is a fraction, as text or as a number', () => {
    expect(shown('0.0125', 'percent').text).toBe('1.25%');
    expect(shown(-0.03104, 'percent')).toMatchObject({ text: '-3.10%', isNegative: true });
  });

  test('a quantity keeps its digits', () => {
    expect(shown('1234567.1234567891', 'number').text).toBe('1,234,567.1234567891');
    expect(shown('12.5000000000', 'number').text).toBe('12.5');
    expect(shown(1234, 'integer').text).toBe('1,234');
  });

  test('what is no number, or nothing, is shown as it is', () => {
    expect(shown('n/a', 'money', 'USD').text).toBe('n/a');
    expect(shown(null, 'money', 'USD').text).toBe('–');
    expect(shown(true, 'string').text).toBe('Yes');
    expect(shown('<script>', 'string').text).toBe('<script>');
  });

  test('days and periods are written by locale', () => {
    expect(shown('2026-03-31', 'date').text).toBe('Mar 31, 2026');
    expect(shown('2026-03-31', 'date', undefined, 'de-DE').text).toBe('31.03.2026');
    expect(['2016', '2016-Q2', '2016-03', '2016-W07'].map((cell) => shown(cell, 'period').text)).toEqual([
      '2016',
      'Q2 2016',
      'Mar 2016',
      'W07 2016',
    ]);
  });
});

test('a copied table has every digit and stays a table', () => {
  const columns = [column('string'), { ...column('money', 'USD'), name: 'amount', label: 'Amount' }];
  const text = toTabSeparated(columns, [
    ['a\tb\nc', '1204311.27345678'],
    [null, '2'],
  ]);
  expect(text).toBe('Value\tAmount\na b c\t1204311.27345678\n\t2');
});
