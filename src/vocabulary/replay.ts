import type { Answer } from './answer.ts';
import type { Actor } from './scope.ts';

/** An answer, computed again from its plan on its data version. */
export interface Replay {
  /** With the id, conversation and timings of then. */
  readonly answer: Answer;
  /** The parts that came out otherwise than then; empty: it is identical. */
  readonly differences: readonly string[];
}

/**
 * Throws Problems: `not_found`, in the same words for an answer of somebody else and for none, and `version_gone` where
 * its data version is not kept any more.
 */
export type ReplayAnswer = (asker: Actor, id: string) => Promise<Replay>;
