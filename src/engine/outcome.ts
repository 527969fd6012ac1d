import type { DeclineReason, FreeAnswer, PlannedAnswer } from '../vocabulary/answer.ts';
import type { Day } from '../vocabulary/day.ts';
import type { Locale } from '../vocabulary/locale.ts';
import type { Plan } from '../vocabulary/plan.ts';
import type { Stage } from '../vocabulary/question.ts';
import type { Actor, ScopeChoice } from '../vocabulary/scope.ts';
import type { Catalog } from './catalog.ts';

/** A Plan with everything that its answer depends on besides the data. */
export interface PlanRequest {
  readonly plan: Plan;
  readonly actor: Actor;
  readonly scope: ScopeChoice;
  /** The asker's calendar day. */
  readonly today: Day;
  /** How numbers and days are written for the reader. */
  readonly locale?: Locale;
  /** Ends the query when the asker does not want the answer any more. */
  readonly stop?: AbortSignal;
  /**
   * The catalog that was the one of now when the question was read: a remembered answer on its version will do, and no
   * other is looked for unless the figures turn out to be of a newer version.
   */
  readonly seen?: Catalog;
}

/** What the corridor adds to an answer of its steps: the answer's own id, its engine, conversation and times. */
type CorridorsOwn = 'id' | 'engine' | 'conversationId' | 'timings';

export type PlanAnswer = Omit<PlannedAnswer, CorridorsOwn>;
export type QueryAnswer = Omit<FreeAnswer, CorridorsOwn>;

export interface PlanDecline {
  readonly kind: 'declined';
  readonly reason: DeclineReason;
  /** One sentence that says why, and what can be asked instead. */
  readonly text: string;
  readonly suggestions: readonly string[];
}

export type PlanOutcome = PlanAnswer | PlanDecline;

/**
 * From a Plan to an answer: compile, guard, run, check, explain; `onStage` hears each as it begins. Rejects with a
 * Problem (`not_permitted` for a scope out of reach, `no_data` before the first import, the store's own).
 */
export type AnswerPlan = (request: PlanRequest, onStage?: (stage: Stage) => void) => Promise<PlanOutcome>;
