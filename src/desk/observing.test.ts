import { expect, test } from 'vitest';
import { dayOf } from '../vocabulary/day.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Question } from '../vocabulary/question.ts';
import { observedAsk, type Observer } from './observing.ts';

const QUESTION: Question = {
  text: 'What is it worth?',
  actor: { user: 'o', name: 'O', role: 'owner', advisorId: null, clientId: null, accounts: 'all' },
  scope: {},
  today: dayOf('2026-03-02'),
  engine: 'auto',
  conversationId: null,
};

test('an answer that is held back because it cannot be written down is told as the error that it is', async () => {
  const told: unknown[] = [];
  const steps: string[] = [];
  const observer: Observer = {
    answers: {
      asked: ({ engine, outcome, code, stages }) =>
        void told.push({ engine, outcome, code, stages: stages.length }),
    },
    etl: {
      begun: () => undefined,
      ended: () => undefined,
      step: () => undefined,
      progressed: () => undefined,
    },
    work: {
      in: async (_, work) => work(),
      step: (name) => ({ end: () => void steps.push(name) }),
    },
  };
  const held = observedAsk(async (_, onStage) => {
    onStage?.('understand');
    return Promise.reject(new Problem('audit_unavailable', 'The audit log cannot be written.'));
  }, observer);
  await expect(held(QUESTION)).rejects.toMatchObject({ code: 'audit_unavailable' });
  expect(told).toEqual([{ engine: 'offline', outcome: 'error', code: 'audit_unavailable', stages: 1 }]);
  expect(steps).toEqual(['ask.understand']);
});
