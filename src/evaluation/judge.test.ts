import { describe, expect, test } from 'vitest';
import type { Answer } from '../vocabulary/answer.ts';
import { judge } from './judge.ts';
import { EvaluatedQuestion } from './question-set.ts';
import { evaluationOf, judged } from './report.ts';

const BASE = { id: 'a', text: '', engine: 'offline', suggestions: [], conversationId: null } as const;
const timings = { understand: 1, run: 1, total: 2 };
const declined = (reason: 'advice' | 'not_understood'): Answer => ({
  ...BASE,
  timings,
  kind: 'declined',
  reason,
});
const asked: Answer = { ...BASE, timings, kind: 'clarification', choices: [{ label: 'a', question: 'a?' }] };

const answerable = EvaluatedQuestion.parse({
  id: 1,
  question: 'q',
  kind: 'answer',
  gold: { columns: [{ type: 'money' }], rows: [['1.00']], match: 'scalar' },
});
const unclear = EvaluatedQuestion.parse({ id: 2, question: 'q', kind: 'clarification' });
const advice = EvaluatedQuestion.parse({ id: 3, question: 'q', kind: 'declined', reason: 'advice' });

describe('a verdict', () => {
  test('on an answerable question that was not answered is unhelpful, not wrong', () => {
    expect([declined('not_understood'), asked].map((answer) => judge(answerable, answer))).toEqual([
      'unhelpful',
      'unhelpful',
    ]);
  });

  test('on a question that failed is that it failed', () => {
    expect(judge(answerable, null)).toBe('failed');
  });

  test('on an unclear question is good where it was asked about', () => {
    expect([asked, declined('not_understood')].map((answer) => judge(unclear, answer))).toEqual([
      'asked_rightly',
      'did_not_ask',
    ]);
  });

  test('on a decline goes by its reason', () => {
    expect([declined('advice'), declined('not_understood')].map((answer) => judge(advice, answer))).toEqual([
      'declined_rightly',
      'declined_otherwise',
    ]);
  });
});

test('a report counts by kind and category, with the times at their percentiles', () => {
  const report = evaluationOf([
    judged(answerable, declined('not_understood')),
    judged(unclear, asked),
    judged(advice, declined('advice')),
  ]);
  expect(report).toMatchObject({
    questions: 3,
    answerable: 1,
    right: 0,
    accuracy: 0,
    wrong_but_confident: 0,
    helpfulness: 0,
    clarifications: { right: 1, of: 1 },
    declines: { right: 1, of: 1 },
    latency: { total: { p50: 2, p99: 2 } },
  });
});
