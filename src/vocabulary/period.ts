import type { Day } from './day.ts';

/**
 * A stretch of calendar days, both ends counted. `from` is null for a point in time (a figure 'as of `to`') and
 * for 'since inception'; `pointInTime` tells the two apart.
 */
export interface Period {
  readonly from: Day | null;
  readonly to: Day;
  /** In words, as shown to the reader: '2016', 'last quarter (Q3 2017)', '20 Nov 2026'. */
  readonly label: string;
  readonly pointInTime: boolean;
}

/** The grain of a series. Cells of a period column read `2016`, `2016-Q2`, `2016-03`, `2016-W07`, `2016-03-31`. */
export type TimeGrain = 'day' | 'week' | 'month' | 'quarter' | 'year';
