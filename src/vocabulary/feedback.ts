import type { Answer } from './answer.ts';
import type { ScopeChoice } from './scope.ts';

export const FEEDBACK_REASONS = [
  'wrong_figure',
  'misunderstood',
  'incomplete',
  'unclear',
  'slow',
  'other',
] as const;
export type FeedbackReason = (typeof FEEDBACK_REASONS)[number];

/** What a reader thinks of an answer. */
export interface Opinion {
  readonly verdict: 'up' | 'down';
  readonly reason: FeedbackReason | null;
  /** In the reader's own words; '' for none. */
  readonly comment: string;
}

/** An opinion with the answer that it is about, as its reader saw it. */
export interface Feedback extends Opinion {
  readonly user: string;
  /** ISO 8601 instant, UTC. */
  readonly at: string;
  readonly question: string;
  readonly scope: ScopeChoice;
  readonly today: string;
  /** With its rows, as far as they were kept. */
  readonly answer: Answer;
}
