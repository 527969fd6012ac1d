import { PROBLEMS } from '../../vocabulary/problem.ts';
import { STAGES } from '../../vocabulary/question.ts';
import { counter, histogram } from '../declaration.ts';
import type { Registry } from '../registry.ts';

const ENGINES = ['offline', 'openai'] as const;
const OUTCOMES = ['answer', 'clarification', 'declined', 'error'] as const;

export const ANSWERS = {
  asked: histogram({
    name: 'askfolio_ask_seconds',
    unit: 'seconds',
    help: 'Questions from asked to answered, by the engine that read them and the kind of the answer',
    labels: { engine: ENGINES, outcome: OUTCOMES },
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 30],
  }),
  stages: histogram({
    name: 'askfolio_ask_stage_seconds',
    unit: 'seconds',
    help: 'The steps of an answer, by the engine and the kind of the answer they led to',
    labels: { stage: STAGES, engine: ENGINES, outcome: OUTCOMES },
    buckets: [0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
  }),
  errors: counter({
    name: 'askfolio_ask_errors_total',
    help: "Questions that ended in an error, by its code; 'check_failed': held back by the checks on every answer",
    labels: { code: Object.keys(PROBLEMS) },
  }),
} as const;

/** How a question went: `stages` in seconds, in their order. */
export interface AskedOnce {
  readonly engine: string;
  readonly outcome: string;
  /** Of an error. */
  readonly code: string | null;
  readonly seconds: number;
  readonly stages: readonly { readonly stage: string; readonly seconds: number }[];
}

export interface AnswerObserver {
  asked(once: AskedOnce): void;
}

export function answerObserver(registry: Registry): AnswerObserver {
  return {
    asked: ({ engine, outcome, code, seconds, stages }) => {
      registry.observe(ANSWERS.asked, { engine, outcome }, seconds);
      for (const { stage, seconds: taken } of stages) {
        registry.observe(ANSWERS.stages, { stage, engine, outcome }, taken);
      }
      if (code !== null) registry.add(ANSWERS.errors, { code });
    },
  };
}
