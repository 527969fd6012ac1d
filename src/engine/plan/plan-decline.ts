import type { PlanDecline } from '../outcome.ts';

/** A plan that is not answered, and why. */
export function declined(reason: PlanDecline['reason'], text: string): PlanDecline {
  return { kind: 'declined', reason, text, suggestions: [] };
}

/** A question of which something would be left out is not answered. */
export function leftOut(part: string): PlanDecline {
  return declined(
    'not_understood',
    `This cannot be answered with ${part}; please ask without it or in another way.`,
  );
}
