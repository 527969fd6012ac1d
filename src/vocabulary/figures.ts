import type { Day } from './day.ts';
import type { Actor, ScopeChoice } from './scope.ts';

export interface FiguresRequest {
  readonly actor: Actor;
  readonly scope: ScopeChoice;
  /** null: since inception. */
  readonly from: Day | null;
  /** null: today. */
  readonly to: Day | null;
  readonly today: Day;
}

/**
 * Every metric of the dictionary by its name: money as exact decimal text, rates as numbers, days as ISO text, null
 * where undefined; and `currency`, `from`, `to` as they were applied.
 */
export type FigureSet = Readonly<Record<string, string | number | null>>;

/** Rejects with a Problem (`not_permitted`, `no_data`). */
export type ComputeFigures = (request: FiguresRequest) => Promise<FigureSet>;
