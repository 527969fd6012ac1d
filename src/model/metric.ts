/**
 * The kinds of rows that figures are computed from. `values`: an account's day. `positions`: what an account holds of
 * a security. `dated_flows`, `benchmark`, `drift`, `gains`: several kinds at once (money-weighted return; levels;
 * weights with targets; a holding's values, trades and income). The others are the relations of these names.
 */
export type Fact =
  | 'values'
  | 'positions'
  | 'lots'
  | 'realized_gains'
  | 'income'
  | 'fees'
  | 'flows'
  | 'transactions'
  | 'dated_flows'
  | 'benchmark'
  | 'drift'
  | 'gains'
  | 'accounts'
  | 'reconciliation'
  | 'findings';

/**
 * What a figure is, declared once: the grammar's words, the SQL, the documentation and the checks derive from it. A
 * metric is one file in metrics/; metrics/index.ts only lists them.
 */
export interface MetricWords {
  /** Stable name, as in `askfolio figures`. */
  readonly name: string;
  /** As a column heading: 'Market value'. */
  readonly label: string;
  /** Phrases that people use for it, lower case, singular, the plainest first: 'market value', 'worth', 'balance'. */
  readonly words: readonly string[];
  readonly unit: 'money' | 'percent' | 'number' | 'integer' | 'quantity' | 'date';
  /**
   * flow: adds up over time and groups. stock: adds up over groups, as of a day. linked: links over time, never adds
   * up. ratio: computed anew for every group and period. count: adds up over groups that do not overlap.
   */
  readonly additivity: 'flow' | 'stock' | 'linked' | 'ratio' | 'count';
  /** What it can be computed from, the cheapest first; what groups it follows from it (dimensions.ts). */
  readonly facts: readonly Fact[];
  /** One sentence for the reader, from the dictionary of metrics. */
  readonly description: string;
}
