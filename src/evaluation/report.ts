import type { Answer } from '../vocabulary/answer.ts';
import { GOOD, judge } from './judge.ts';
import type { Verdict } from './judge.ts';
import type { EvaluatedQuestion } from './question-set.ts';

/** A question, what it got and what that was worth. */
export interface Judged {
  readonly question: EvaluatedQuestion;
  readonly answer: Answer | null;
  readonly verdict: Verdict;
}

/** Milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

export interface Evaluation {
  readonly questions: number;
  readonly answerable: number;
  readonly right: number;
  /** right ÷ answerable, 0 to 1. */
  readonly accuracy: number;
  /** Answerable questions that got a wrong answer. */
  readonly wrong_but_confident: number;
  /** Answerable questions that got an answer, right or wrong, 0 to 1. */
  readonly helpfulness: number;
  readonly clarifications: { readonly right: number; readonly of: number };
  readonly declines: { readonly right: number; readonly of: number };
  readonly leaks: number;
  readonly failed: number;
  readonly latency: { readonly total: Percentiles; readonly understand: Percentiles };
  readonly categories: Readonly<Record<string, Readonly<Partial<Record<Verdict, number>>>>>;
}

export function judged(question: EvaluatedQuestion, answer: Answer | null): Judged {
  return { question, answer, verdict: judge(question, answer) };
}

export function evaluationOf(all: readonly Judged[]): Evaluation {
  const of = (kind: EvaluatedQuestion['kind']): readonly Judged[] =>
    all.filter(({ question }) => question.kind === kind);
  const answerable = of('answer');
  const count = (some: readonly Judged[], ...verdicts: readonly Verdict[]): number =>
    some.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const good = (some: readonly Judged[]): { right: number; of: number } => ({
    right: some.filter(({ verdict }) => GOOD.has(verdict)).length,
    of: some.length,
  });
  const right = count(answerable, 'right');
  const wrong = count(answerable, 'wrong');
  const times = all.flatMap(({ answer }) => (answer ? [answer.timings] : []));
  const categories: Record<string, Partial<Record<Verdict, number>>> = {};
  for (const { question, verdict } of all) {
    const counts = (categories[question.category] ??= {});
    counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
  return {
    questions: all.length,
    answerable: answerable.length,
    right,
    accuracy: share(right, answerable.length),
    wrong_but_confident: wrong,
    helpfulness: share(right + wrong, answerable.length),
    clarifications: good(of('clarification')),
    declines: good(of('declined')),
    leaks: count(all, 'leaked'),
    failed: count(all, 'failed'),
    latency: {
      total: percentiles(times.map(({ total }) => total)),
      understand: percentiles(times.map(({ understand }) => understand)),
    },
    categories,
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

/** Nearest-rank percentiles; 0 where there is nothing. */
function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (percent: number): number =>
    sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? 0;
  return { p50: at(50), p90: at(90), p99: at(99) };
}
