import type { Plan } from './plan.ts';
import type { ScopeChoice } from './scope.ts';

/**
 * When a saved question is looked at by itself. After data were published: `every`, whose answer is sent, at the most
 * once a day, week or month; and `condition`, whose first figure is held against a mark: whoever watches is told when
 * it has crossed it, once, until it has gone back. On every business day at its time: `delivery`, of which word goes out
 * once a day where a custodian has not delivered the business day before.
 */
export type Watch =
  | { readonly kind: 'every'; readonly every: 'publish' | 'day' | 'week' | 'month' }
  | {
      readonly kind: 'condition';
      readonly comparison: '>' | '>=' | '<' | '<=';
      /** Exact decimal text; a percentage as a fraction. */
      readonly value: string;
      readonly unit: 'percent' | 'number';
    }
  | {
      readonly kind: 'delivery';
      /** Its id; null: any that holds an account that the person sees. */
      readonly custodian: string | null;
      /** `07:00`, in the firm's time zone. */
      readonly by: string;
    };

/** Where word is sent; null: it only stands on the board. */
export interface Channels {
  readonly webhook: string | null;
  readonly email: string | null;
}

/** What came of it the last time. */
export interface LastLook {
  /** ISO 8601 instant, UTC. */
  readonly at: string;
  readonly state: 'quiet' | 'raised' | 'failed';
  /** The answer's own words, or why there was none. */
  readonly text: string;
  /** When word was last sent. */
  readonly toldAt: string | null;
}

export interface SavedQuestion {
  readonly id: string;
  readonly user: string;
  readonly title: string;
  readonly question: string;
  readonly scope: ScopeChoice;
  /** What it means, where that was settled by hand; null: its words are read each time. */
  readonly plan: Plan | null;
  readonly watch: Watch | null;
  readonly channels: Channels;
  readonly createdAt: string;
  readonly last: LastLook | null;
}
