/** One line of the table. */
export interface Measured {
  readonly what: string;
  readonly value: number;
  readonly unit: 's' | 'ms' | 'cpu s' | '× L' | 'GiB' | 'MB' | 'kB' | '%' | 'n^' | '';
  readonly limit: number | null;
}
