import type { Plan } from '../../../src/vocabulary/plan.ts';
import type { ScopeChoice } from '../../../src/vocabulary/scope.ts';

/** A question that another page hands to the chat. */
export interface HandedQuestion {
  readonly question: string;
  readonly scope: ScopeChoice;
  /** What it means, where that is settled already. */
  readonly plan: Plan | null;
}

let handed: HandedQuestion | null = null;

export function handOver(question: HandedQuestion): void {
  handed = question;
}

/** Takes the question, once. */
export function takeHanded(): HandedQuestion | null {
  const taken = handed;
  handed = null;
  return taken;
}
