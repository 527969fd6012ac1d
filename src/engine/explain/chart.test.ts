import { describe, expect, test } from 'vitest';
import type { Cell, Column } from '../../vocabulary/rows.ts';
import type { FigureQuery } from '../compile/figure-query.ts';
import { NO_FILTERS } from '../compile/filters.ts';
import { chartOf } from './chart.ts';

const QUERY: FigureQuery = {
  metrics: [],
  keys: [],
  grain: null,
  spans: [],
  filters: NO_FILTERS,
  wholeFilters: NO_FILTERS,
  wholeBy: 'scope',
  having: [],
  order: null,
  limit: null,
  limitPer: [],
  derive: null,
  currency: 'USD',
  keepEmpty: false,
  within: [],
  keepNameless: false,
  riskFree: '0',
};

const text = (name: string): Column => ({ name, label: name, type: 'string' });
const money = (name: string): Column => ({ name, label: name, type: 'money', currency: 'USD' });
const percent = (name: string): Column => ({ name, label: name, type: 'percent' });
const period: Column = { name: 'period', label: 'Period', type: 'period' };

function grid(first: readonly string[], second: readonly string[], value = '1'): Cell[][] {
  return first.flatMap((a) => second.map((b) => [a, b, value]));
}

const MONTHS = ['2025-01', '2025-02', '2025-03'];
const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `member ${index}`);

describe('the picture of a result', () => {
  test('of what changed is a waterfall from the opening to the closing value', () => {
    const names = ['opening_value', 'net_contributions', 'gain', 'market_value', 'income'];
    const table = { columns: names.map(money), rows: [['10', '1', '2', '13', '1']] };
    expect(chartOf(table, QUERY)).toEqual({
      type: 'waterfall',
      x: 'opening_value',
      y: ['opening_value', 'net_contributions', 'gain', 'market_value'],
    });
    expect(chartOf({ columns: [money('market_value')], rows: [['13']] }, QUERY)).toBeNull();
  });

  test('of values by time and group is areas, of flows stacked bars, with a part below zero lines', () => {
    const query: FigureQuery = { ...QUERY, keys: ['asset_class'], grain: 'month' };
    const of = (column: Column, value = '1') =>
      chartOf(
        {
          columns: [period, text('asset_class'), column],
          rows: grid(MONTHS, ['Equity', 'Cash'], value),
        },
        query,
      );
    expect(of(money('market_value'))).toEqual({
      type: 'area',
      x: 'period',
      y: ['market_value'],
      by: 'asset_class',
    });
    expect(of(money('income'))?.type).toBe('stacked');
    expect(of(money('market_value'), '-1')?.type).toBe('line');
  });

  test('by two things is stacked bars, and none where there are too many of either', () => {
    const query: FigureQuery = { ...QUERY, keys: ['sector', 'country'] };
    const of = (groups: number) =>
      chartOf(
        {
          columns: [text('sector'), text('country'), money('market_value')],
          rows: grid(many(3), many(groups)),
        },
        query,
      );
    expect(of(4)).toMatchObject({ type: 'stacked', x: 'sector', by: 'country' });
    expect(of(40)).toBeNull();
  });

  test('of a few parts is a donut, of many tiles', () => {
    const query: FigureQuery = { ...QUERY, keys: ['security'] };
    const of = (count: number) =>
      chartOf(
        { columns: [text('security'), money('market_value')], rows: many(count).map((name) => [name, '1']) },
        query,
      );
    expect(of(5)?.type).toBe('donut');
    expect(of(20)?.type).toBe('bar');
    expect(of(100)?.type).toBe('treemap');
    expect(of(1_000)).toBeNull();
  });

  test('of risk and return is points, of many returns a histogram, of a ranking bars', () => {
    const query: FigureQuery = { ...QUERY, keys: ['account'] };
    const both = {
      columns: [text('account'), percent('volatility'), percent('twr')],
      rows: grid(many(4), ['0.1']),
    };
    expect(chartOf(both, query)).toEqual({ type: 'scatter', x: 'account', y: ['volatility', 'twr'] });
    const returns = {
      columns: [text('account'), percent('twr')],
      rows: many(30).map((name) => [name, '0.1']),
    };
    expect(chartOf(returns, query)?.type).toBe('histogram');
    expect(chartOf(returns, { ...query, order: { by: 'twr', direction: 'desc' } })?.type).toBe('bar');
  });
});
