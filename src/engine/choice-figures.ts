import { METRICS } from '../model/index.ts';
import { cellWords } from '../present/sentence-words.ts';
import type { Choice } from '../vocabulary/answer.ts';
import type { Locale } from '../vocabulary/locale.ts';
import type { Plan } from '../vocabulary/plan.ts';
import type { PlanOutcome } from './outcome.ts';
import type { PlannedChoice } from './understand/choices.ts';

/**
 * Choices as they are offered: each with its figure where that is one cell, for people often know by the figure which
 * reading they meant. A figure that cannot be had is left out: the choice stands without it.
 */
export function withFigures(
  choices: readonly PlannedChoice[],
  answer: (plan: Plan) => Promise<PlanOutcome>,
  locale: Locale | undefined,
): Promise<readonly Choice[]> {
  return Promise.all(
    choices.map(async ({ label, question, plan }): Promise<Choice> => {
      const figure = isCheap(plan) ? await figureOf(plan, answer, locale) : null;
      return { label, question, ...(figure === null ? {} : { figure }) };
    }),
  );
}

/** One figure of one period, added up or read off by the store. */
function isCheap({ subject, metrics, by, having, periods, derive }: Plan): boolean {
  const [metric, ...more] = metrics;
  const additivity = METRICS.get(metric ?? '')?.additivity;
  const isOne = more.length + by.length + having.length === 0 && periods.length === 1 && derive === null;
  return (
    subject === 'figures' && isOne && (additivity === 'stock' || additivity === 'flow' || metric === 'twr')
  );
}

async function figureOf(
  plan: Plan,
  answer: (plan: Plan) => Promise<PlanOutcome>,
  locale: Locale | undefined,
): Promise<string | null> {
  let outcome: PlanOutcome;
  try {
    outcome = await answer(plan);
  } catch {
    // What went wrong is told to whoever picks the choice.
    return null;
  }
  if (outcome.kind !== 'answer') return null;
  const [column] = outcome.columns;
  const cell = outcome.rows[0]?.[0] ?? null;
  return column === undefined || cell === null
    ? null
    : cellWords(cell, column.type, column.currency ?? null, locale);
}
