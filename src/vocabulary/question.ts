import type { Answer } from './answer.ts';
import type { Day } from './day.ts';
import type { Locale } from './locale.ts';
import type { Plan } from './plan.ts';
import type { Actor, ScopeChoice } from './scope.ts';

export type EngineChoice = 'auto' | 'offline' | 'openai';

/** One question as it enters the engine, with everything that its answer depends on. */
export interface Question {
  readonly text: string;
  readonly actor: Actor;
  readonly scope: ScopeChoice;
  /** The asker's calendar day. */
  readonly today: Day;
  /** How numbers and days are written in the answer; American where it is not said. */
  readonly locale?: Locale;
  readonly conversationId: string | null;
  readonly engine: EngineChoice;
  /** What the words mean, where the asker has settled that by hand: they are not read again. */
  readonly plan?: Plan;
  /** The answer of this dialogue whose place this one takes. */
  readonly revises?: string;
}

/** The steps of the corridor, in order, as they are reported while an answer is made. */
export const STAGES = [
  'understand',
  'resolve',
  'plan',
  'compile',
  'guard',
  'run',
  'check',
  'explain',
] as const;
export type Stage = (typeof STAGES)[number];

/**
 * Asks; `onStage` hears each step as it begins; `stop` ends it, queries and all, with an error `stopped` that no
 * dialogue remembers. Never rejects for a question's sake: problems are answers too.
 */
export type Ask = (
  question: Question,
  onStage?: (stage: Stage) => void,
  stop?: AbortSignal,
) => Promise<Answer>;
