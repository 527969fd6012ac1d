export type ColumnType = 'string' | 'integer' | 'number' | 'money' | 'percent' | 'date' | 'period';

/** One column of a result. Types as in the answer; `currency` only for money, null where a row's own column says it. */
export interface Column {
  readonly name: string;
  readonly label: string;
  readonly type: ColumnType;
  readonly currency?: string | null;
}

/**
 * A value of a result: money and quantities are exact decimal text, dates and periods ISO text, rates and counts
 * numbers, no value null.
 */
export type Cell = string | number | boolean | null;

export interface Rows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly Cell[])[];
  /** True where the limit on rows cut the result. */
  readonly cut: boolean;
}
