import type { Period } from './period.ts';
import type { EntityDimension, Plan } from './plan.ts';
import type { Actor } from './scope.ts';

/** Something that a question names. */
export interface NamedThing {
  readonly dimension: EntityDimension;
  readonly id: string;
}

/**
 * What a question is recognised by: its meaning, or its words where the grammar does not read it, with what it names
 * and its periods taken out. Two questions of the same key mean the same of other names and periods.
 */
export interface QuestionForm {
  readonly key: string;
  /** In the order in which the key leaves room for them. */
  readonly names: readonly NamedThing[];
  readonly periods: readonly Period[];
}

/** A question whose meaning was settled by somebody who knows, for all who ask it. */
export interface VerifiedQuestion {
  readonly id: string;
  readonly question: string;
  readonly plan: Plan;
  readonly form: QuestionForm;
  /** The user who verified it, and his or her name then. */
  readonly by: string;
  readonly byName: string;
  /** ISO 8601 instant, UTC. */
  readonly at: string;
}

/** As an answer shows it. */
export interface Verification {
  readonly id: string;
  readonly by: string;
  readonly at: string;
}

export interface VerifiedWork {
  list: { readonly takes: Record<string, never>; readonly gives: readonly VerifiedQuestion[] };
  /**
   * Verifies an answer that the actor can explain; `plan`: what its question means, where that is not what was
   * answered. Rejects with `not_found`, and with `usage` for a question that does not stand by itself.
   */
  add: {
    readonly takes: { readonly answer: string; readonly plan: Plan | null };
    readonly gives: VerifiedQuestion;
  };
  /** Rejects with `not_found`. */
  remove: { readonly takes: { readonly id: string }; readonly gives: null };
}

export type VerifiedVerb = keyof VerifiedWork;

/** Each verb rejects with `not_permitted` where the actor lacks the right to it. */
export type VerifiedDesk = {
  readonly [K in VerifiedVerb]: (
    actor: Actor,
    argument: VerifiedWork[K]['takes'],
  ) => Promise<VerifiedWork[K]['gives']>;
};
