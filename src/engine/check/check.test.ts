import { describe, expect, test } from 'vitest';
import type { Sentence } from '../explain/telling.ts';
import type { Table } from '../explain/table.ts';
import { checkSentence } from './check.ts';

const TABLE: Table = {
  columns: [
    { name: 'account', label: 'Account', type: 'string' },
    { name: 'market_value', label: 'Market value', type: 'money', currency: 'USD' },
    { name: 'positions', label: 'Positions', type: 'integer' },
  ],
  rows: [
    ['3 Oaks', '1200.00', 5],
    ['Main', '75.50', 12],
  ],
};

const check = (sentence: Sentence, context: readonly string[] = []): void =>
  checkSentence(sentence, TABLE, 'USD', 'en-US', context);

describe('a sentence', () => {
  test('passes where each figure is that of its own cell', () => {
    const text = 'The value of 3 Oaks is $1,200.00 in 5 positions on 15 May 2020.';
    const bound = [
      { text: '3 Oaks', row: 0, column: 0 },
      { text: '$1,200.00', row: 0, column: 1 },
      { text: '5', row: 0, column: 2 },
    ];
    expect(() => check({ text, bound }, ['15 May 2020'])).not.toThrow();
  });

  test('does not pass with the figure of another cell', () => {
    const text = 'The value of Main is $1,200.00.';
    expect(() => check({ text, bound: [{ text: '$1,200.00', row: 1, column: 1 }] })).toThrow(/own checks/);
    expect(() => check({ text, bound: [] })).toThrow(/own checks/);
  });

  test('does not pass with a cell that is not there, or a number of nowhere', () => {
    expect(() => check({ text: '$75.50', bound: [{ text: '$75.50', row: 7, column: 1 }] })).toThrow();
    expect(() => check({ text: 'It rose by 42.', bound: [] }, ['43 and 420'])).toThrow();
  });

  test('a small figure does not excuse a larger number that holds its digits', () => {
    const bound = [{ text: '5', row: 0, column: 2 }];
    expect(() => check({ text: 'There were 15 positions.', bound })).toThrow();
    expect(() => check({ text: 'There were 5 positions in 2015.', bound }, ['2015'])).not.toThrow();
  });
});
