import type { Answer } from './answer.ts';
import type { Plan } from './plan.ts';
import type { AccountSet, ScopeChoice } from './scope.ts';

/** One question and what came of it, as a dialogue remembers it. */
export interface Turn {
  readonly question: string;
  readonly scope: ScopeChoice;
  /** The Plan that was answered, or that a clarification was about; null where there was none. */
  readonly plan: Plan | null;
  readonly answer: Answer;
  /** ISO 8601 instant, UTC. */
  readonly at: string;
  /** The answer whose place this one takes: the asker changed what was understood. */
  readonly revises?: string;
}

/** A turn as it is kept. */
export interface KeptTurn extends Turn {
  /** The accounts that the asker could see then: who sees fewer later is not shown the answer again. */
  readonly reach: AccountSet;
}

/** Dialogues by their owner: another person's conversation is as good as none. */
export interface Conversations {
  /** The last turns, oldest first; empty where there is no such conversation of this person. */
  turns(user: string, conversationId: string): Promise<readonly KeptTurn[]>;
  append(user: string, conversationId: string, turn: KeptTurn): Promise<void>;
}
