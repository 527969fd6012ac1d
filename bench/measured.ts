/** One line of the table. */
export interface Measured {
  readonly what: string;
  readonly value: number;
  readonly unit: 's' | 'ms' | 'cpu s' | '× L' | 'GiB' | 'MiB' | 'MB' | 'kB' | '%' | 'k/s' | '/s' | 'n^' | '';
  readonly limit: number | null;
  /** Where more is better: the least that it may be. */
  readonly least?: number;
}
