import { describe, expect, test } from 'vitest';
import type { Day } from '../../../src/vocabulary/day.ts';
import type { OfferedVocabulary } from '../../../src/vocabulary/offer.ts';
import type { Plan } from '../../../src/vocabulary/plan.ts';
import {
  filtersFor,
  groupsFor,
  metricsFor,
  withFilter,
  withGroup,
  withLimit,
  withMetric,
} from './plan-edits.ts';

const DAY = '2026-11-20' as Day;
const NOW = { from: null, to: DAY, label: 'now', pointInTime: true };
const ALL = { from: null, to: DAY, label: 'since inception', pointInTime: false };
const PLAN: Plan = {
  subject: 'figures',
  metrics: ['market_value'],
  by: ['sector'],
  where: [],
  periods: [NOW],
  having: [{ metric: 'market_value', comparison: '>', value: '5' }],
  order: { by: 'market_value', direction: 'desc' },
  limit: 5,
  limitPer: ['sector'],
  derive: 'share',
  currency: null,
};
const VOCABULARY: OfferedVocabulary = {
  metrics: [
    { name: 'market_value', label: 'Market value', description: '', groups: ['sector', 'month', 'client'] },
    { name: 'fees', label: 'Fees', description: '', groups: ['month', 'client'] },
  ],
  dimensions: [
    { name: 'sector', label: 'Sector', kind: 'attribute', values: ['Energy', 'Utilities'] },
    { name: 'client', label: 'Client', kind: 'entity', values: [] },
    { name: 'month', label: 'Month', kind: 'time', values: [] },
    { name: 'year', label: 'Year', kind: 'time', values: [] },
  ],
  periods: [NOW, ALL],
};

describe('a plan that is changed by hand', () => {
  test('orders by the new figure where it ordered by the old one', () => {
    expect(withMetric(PLAN, 0, 'income')).toMatchObject({
      metrics: ['income'],
      order: { by: 'income' },
      having: [],
    });
  });

  test('without groups is one figure: no share, no first five', () => {
    const plan = withGroup(PLAN, 0, null, ALL);
    expect(plan).toMatchObject({ by: [], limit: null, order: null, derive: null, having: [] });
    expect(plan.limitPer).toBeUndefined();
  });

  test('that becomes a series runs over time', () => {
    expect(withGroup(PLAN, 1, 'month', ALL)).toMatchObject({ by: ['sector', 'month'], periods: [ALL] });
    expect(withGroup(PLAN, 0, 'client', ALL).periods).toEqual([NOW]);
  });

  test('takes a filter in place of another', () => {
    const one = withFilter(PLAN, 0, 'sector', 'Energy');
    expect(withFilter(one, 0, 'sector', 'Utilities').where).toEqual([
      { kind: 'in', dimension: 'sector', values: ['Utilities'], negated: false },
    ]);
  });

  test('that is cut to the first few says of what', () => {
    expect(withLimit({ ...PLAN, order: null }, 3)).toMatchObject({
      limit: 3,
      order: { by: 'market_value', direction: 'desc' },
    });
  });
});

describe('what is offered for a part', () => {
  test('has a meaning with the rest of the plan', () => {
    expect(metricsFor(PLAN, VOCABULARY).map(({ name }) => name)).toEqual(['market_value']);
    expect(groupsFor(PLAN, VOCABULARY).map(({ name }) => name)).toEqual(['client', 'month']);
    expect(groupsFor({ ...PLAN, by: ['month'] }, VOCABULARY).map(({ name }) => name)).toEqual([
      'sector',
      'client',
    ]);
    expect(filtersFor(PLAN, VOCABULARY).map(({ value }) => value)).toEqual(['Energy', 'Utilities']);
    expect(filtersFor({ ...PLAN, metrics: ['fees'] }, VOCABULARY)).toEqual([]);
  });
});
