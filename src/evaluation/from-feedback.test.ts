import { describe, expect, test } from 'vitest';
import type { AnsweredAnswer } from '../vocabulary/answer.ts';
import { dayOf } from '../vocabulary/day.ts';
import type { Feedback } from '../vocabulary/feedback.ts';
import { caseOf, isJudged } from './from-feedback.ts';
import { judge } from './judge.ts';
import { EvaluatedQuestion } from './question-set.ts';
import { planOf } from '../vocabulary/plan.fixture.ts';

const DAY = dayOf('2026-03-31');
const ANSWER: AnsweredAnswer = {
  id: 'a1',
  kind: 'answer',
  text: 'Income by month.',
  engine: 'offline',
  suggestions: [],
  conversationId: null,
  timings: { understand: 0, run: 0, total: 0 },
  interpretation: {
    metrics: ['income'],
    by: ['month'],
    where: [],
    period: { from: null, to: DAY, label: '2026' },
    text: 'Income by month',
  },
  columns: [
    { name: 'period', label: 'Period', type: 'period' },
    { name: 'income', label: 'Income', type: 'money', currency: 'USD' },
  ],
  rows: [
    ['2026-01', '10.00'],
    ['2026-02', '12.50'],
  ],
  chart: null,
  sql: '',
  parameters: [],
  plan: planOf({
    metrics: ['income'],
    by: ['month'],
    periods: [{ from: null, to: DAY, label: '2026', pointInTime: false }],
  }),
  cached: false,
  asOf: DAY,
  dataVersion: 'v1',
  caveats: [],
};
const FEEDBACK: Feedback = {
  user: 'ann',
  at: '2026-03-31T10:00:00.000Z',
  verdict: 'up',
  reason: null,
  comment: '',
  question: 'Income by month',
  scope: { accounts: ['A1'] },
  today: DAY,
  answer: ANSWER,
};

describe('an opinion as a case of an evaluation', () => {
  test('expects what was found good, and fails on anything else', () => {
    const made = caseOf(FEEDBACK, 'owner');
    expect(made).toMatchObject({ scope: { accounts: ['A1'], as: 'ann' }, gold: { match: 'series' } });
    const question = EvaluatedQuestion.parse(JSON.parse(JSON.stringify(made)));
    expect(judge(question, ANSWER)).toBe('right');
    expect(judge(question, { ...ANSWER, rows: [['2026-01', '10.00']] })).toBe('wrong');
  });

  test('of a bad answer waits for what should have come', () => {
    const bad = caseOf(
      { ...FEEDBACK, verdict: 'down', reason: 'wrong_figure', comment: '12, not 10' },
      'ann',
    );
    expect(bad).toMatchObject({ note: 'wrong_figure: 12, not 10', category: 'feedback-down' });
    expect(bad.scope).toEqual({ accounts: ['A1'] });
    expect(isJudged(bad)).toBe(false);
    expect(judge(EvaluatedQuestion.parse(bad), ANSWER)).toBe('wrong');
  });
});
