import { describe, expect, test } from 'vitest';
import { FIRM } from '../../../test/golden/firm.ts';
import { dayOf } from '../../vocabulary/day.ts';
import type { Filter, Plan } from '../../vocabulary/plan.ts';
import type { Actor, ScopeChoice } from '../../vocabulary/scope.ts';
import { reachOfAnswer } from './reach-of-answer.ts';
import { planOf } from '../../vocabulary/plan.fixture.ts';

const EVERYBODYS: Actor = {
  user: 'firm',
  name: 'Firm',
  role: 'firm',
  advisorId: null,
  clientId: null,
  accounts: 'all',
};

const planWhere = (where: readonly Filter[]): Plan =>
  planOf({
    metrics: ['income'],
    where,
    periods: [{ from: null, to: dayOf('2021-06-30'), label: '30 Jun 2021', pointInTime: true }],
  });
const named = (values: readonly string[]): Filter => ({
  kind: 'in',
  dimension: 'account',
  values,
  negated: false,
});
const reach = (scope: ScopeChoice, plan: Plan | null = planWhere([])) =>
  reachOfAnswer({ actor: EVERYBODYS, scope }, plan, FIRM);

describe('the accounts that an answer can speak of', () => {
  test('are those that were picked', () => {
    expect(reach({ accounts: ['900-11'] })).toEqual(['900-11']);
    expect(reach({ accounts: ['900-11', '900-12'] }, planWhere([named(['900-12'])]))).toEqual([
      '900-11',
      '900-12',
    ]);
  });

  test('are all in view where nothing was picked, or nothing was planned', () => {
    expect(reach({})).toBe('all');
    expect(reach({ accounts: ['900-11'] }, null)).toBe('all');
  });

  test('are all in view where the plan names something beside what was picked', () => {
    expect(reach({ accounts: ['900-11'] }, planWhere([named(['900-12'])]))).toBe('all');
  });
});
