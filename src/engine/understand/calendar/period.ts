import type { Day } from '../../../vocabulary/day.ts';
import type { Unit } from './words.ts';

/**
 * A period as it was said. `day`: that one day ('on 5 May'); `asof`: the state at its end ('as of', 'end of'), for a
 * flow everything up to it; `range`: from one day to another, from the first booking where `from` is null.
 */
export interface PeriodRead {
  readonly kind: 'range' | 'day' | 'asof';
  readonly from: Day | null;
  readonly to: Day;
  readonly label: string;
  readonly unit: Unit | null;
  /** The other reading of an ambiguous date, as a period of its own. */
  readonly other: PeriodRead | null;
  /** Of 'from 2015 to 2016': the two periods between which it runs. */
  readonly edges?: readonly PeriodRead[];
  /** No year was said; the latest one up to today was taken. */
  readonly yearless?: boolean;
  /** Told for each of its units: 'each of the last three years'. */
  readonly by?: 'day' | 'week' | 'month' | 'quarter' | 'year';
  /** All through it, by a word that says so: 'over the last three years', 'during 2024'. */
  readonly throughout?: true;
  /** The whole history, by a word that says no more than 'so far': 'overall', 'ever', 'to date'. */
  readonly loose?: true;
  /** From the first booking on, so long: 'in its first year'; which day that is the accounts say. */
  readonly opening?: { readonly count: number; readonly unit: Unit };
  /** 'Right now': of what stands on a day; what happens over time it limits to no day. */
  readonly now?: true;
  /** When something began, by how long ago: 'older than two years'. */
  readonly aged?: true;
}

/** One period, or several that are set side by side, and how many tokens they take. */
export interface PeriodsRead {
  readonly periods: readonly PeriodRead[];
  readonly length: number;
  /** Set side by side by a word of comparison ('vs'), not only listed. */
  readonly compared: boolean;
  /** Compared by 'better than': by what came of them. */
  readonly judged: boolean;
}
