import { Problem } from '../vocabulary/problem.ts';
import { type Actor, type Right, RIGHTS, type Role } from '../vocabulary/scope.ts';

/**
 * The one place that says which role may do what; what is not written here is denied. Which accounts a role opens is
 * another matter: `figures` reaches those in the actor's view and no others.
 */
const RIGHTS_OF: Readonly<Record<Role, readonly Right[]>> = {
  owner: RIGHTS,
  firm: ['ask', 'figures', 'conversations.share', 'runs.read'],
  advisor: ['ask', 'figures', 'conversations.share', 'answers.verify'],
  client: ['ask', 'figures', 'delegate'],
  operations: ['ask', 'conversations.share', 'runs.read', 'runs.start', 'installation.read'],
  auditor: ['ask', 'conversations.share', 'audit.read'],
  administrator: [
    'ask',
    'conversations.share',
    'answers.verify',
    'people.manage',
    'keys.manage',
    'installation.read',
  ],
};

/** Whether the actor has the right now: by the role, or, for figures, by a grant of accounts. */
export function may(actor: Actor, right: Right): boolean {
  if (actor.limitedTo !== undefined && !actor.limitedTo.includes(right)) return false;
  if (RIGHTS_OF[actor.role].includes(right)) return true;
  return right === 'figures' && actor.accounts !== 'all' && actor.accounts.length > 0;
}

/** Throws Problem `not_permitted` where the actor lacks the right. */
export function requireRight(actor: Actor, right: Right): void {
  if (may(actor, right)) return;
  throw new Problem(
    'not_permitted',
    'Your role does not include this; ask whoever looks after the people of this installation.',
  );
}

/** Every right that the actor has now. */
export function rightsOf(actor: Actor): readonly Right[] {
  return RIGHTS.filter((right) => may(actor, right));
}
