import { hash } from 'node:crypto';
import type { Answer } from '../../vocabulary/answer.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Question } from '../../vocabulary/question.ts';
import { Recent } from '../../vocabulary/recent.ts';
import type { AccountSet, Actor, ScopeChoice } from '../../vocabulary/scope.ts';
import type { Lane } from '../../vocabulary/lane.ts';

/** What is expected of a question. */
export interface Expected {
  readonly lane: Lane;
  /** Learns what came of it, for the next time. */
  came(answer: Answer): void;
}

/**
 * Which lane a question takes: by what the same question took this person lately, and by how much it may read. A guess
 * that is wrong costs nobody more than a place: the next one is made from what came of it.
 */
export class ExpectedLanes {
  /** Whether the same again is expected to come from memory, by a digest of the question. */
  readonly #kept = new Recent<boolean>(LIMITS.readings_remembered_max);

  of(question: Question): Expected {
    const key = digestOf(question);
    return {
      lane: this.#kept.get(key) === true ? 'kept' : laneOf(question.actor, question.scope),
      came: (answer) => this.#note(key, answer),
    };
  }

  /** What was read for an answer is kept by now, unless it should have been before. */
  #note(key: string, answer: Answer): void {
    if (answer.kind === 'error') return;
    const isFirst = this.#kept.get(key) === undefined;
    this.#kept.set(key, isFirst || answer.kind !== 'answer' || answer.cached);
  }
}

/** By how much may be read: what was picked where something was, and all that is in view otherwise. */
export function laneOf({ accounts }: Pick<Actor, 'accounts'>, picked: ScopeChoice): Lane {
  if (picked.portfolio !== undefined) return 'accounts';
  return isFew(accounts) || isFew(picked.accounts ?? 'all') || picked.client !== undefined
    ? 'accounts'
    : 'book';
}

function isFew(accounts: AccountSet): boolean {
  return accounts !== 'all' && accounts.length <= LIMITS.sql_inline_accounts_max;
}

function digestOf({ actor, text, scope, today, conversationId, plan, locale }: Question): string {
  const parts = JSON.stringify([actor.user, text, scope, today, conversationId, plan, locale]);
  return hash('sha256', parts, 'base64');
}
