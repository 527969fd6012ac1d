/** The kinds of values that random statements are made of. */
export type Kind = 'text' | 'number' | 'day';

/** What differs between the dialects in which the random statements are written. */
export interface GrammarDialect {
  readonly setOperators: readonly string[];
  /** Whether the sides of a set operation stand in parentheses. */
  readonly sidesInParentheses: boolean;
  readonly joins: readonly string[];
  readonly canFilterAggregates: boolean;
  readonly isLateral: boolean;
  readonly materialized: string;
  readonly quoted: (name: string) => string;
  /** An order by every one of so many columns. */
  readonly orderByAll: (columns: number) => string;
  readonly groupings: (key: string) => readonly string[];
  readonly aggregates: (number: string) => readonly string[];
  readonly comparisons: readonly string[];
  readonly likes: readonly string[];
  readonly asInteger: (text: string) => string;
  readonly nullsLast: string;
  /** Whether windows over constants are read; those of MariaDB come out wrong where there are several in a statement. */
  readonly windowsConstants: boolean;
  /** Frames of a window that has some order, which name rows by their peers. */
  readonly runningFrames: readonly string[];
  /** Such of a window that is ordered by one number, which they count from. */
  readonly countedFrames: readonly string[];
  /** Subqueries in the place of a value. */
  readonly scalars: (value: string, from: string) => readonly string[];
  readonly numbers: readonly string[];
  /** What can be made of a value of each kind. */
  readonly made: Readonly<Record<Kind, (plain: string) => readonly string[]>>;
}

export const DUCKDB: GrammarDialect = {
  setOperators: ['UNION', 'UNION ALL', 'EXCEPT', 'INTERSECT', 'EXCEPT ALL'],
  sidesInParentheses: true,
  joins: ['JOIN', 'LEFT JOIN', 'FULL JOIN', 'RIGHT JOIN', 'SEMI JOIN', 'ANTI JOIN'],
  canFilterAggregates: true,
  isLateral: true,
  materialized: 'MATERIALIZED ',
  quoted: (name) => `"${name}"`,
  orderByAll: () => 'ORDER BY ALL',
  groupings: (key) => ['1', 'ALL', `ROLLUP (${key})`],
  aggregates: (number) => [
    `sum(${number})`,
    `count(*)`,
    `count(DISTINCT ${number})`,
    `min(${number})`,
    `max(${number})`,
    `avg(${number})`,
    `median(${number})`,
    `stddev(CAST(${number} AS DOUBLE))`,
  ],
  comparisons: ['=', '<>', '<', '>=', 'IS DISTINCT FROM'],
  likes: ['LIKE', 'NOT LIKE', 'ILIKE'],
  asInteger: (text) => `CAST(${text} AS INTEGER)`,
  nullsLast: ' NULLS LAST',
  windowsConstants: true,
  runningFrames: [' RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW'],
  countedFrames: [],
  scalars: (value, from) => [
    `(SELECT max(${value}) FROM ${from})`,
    `(SELECT ${value} FROM ${from})`,
    `(SELECT ${value} FROM ${from} ORDER BY 1 LIMIT 1)`,
  ],
  numbers: ['0', '1', '10', '25.5', '-3', '1e2'],
  made: {
    text: (plain) => [
      `lower(${plain})`,
      `coalesce(${plain}, 'none')`,
      `${plain} || '-x'`,
      `left(${plain}, 3)`,
      `CASE WHEN ${plain} = 'USD' THEN 'yes' ELSE ${plain} END`,
      `nullif(${plain}, 'EUR')`,
    ],
    day: (plain) => [
      `CAST(date_trunc('month', ${plain}) AS DATE)`,
      `last_day(${plain})`,
      `(${plain} + 1)`,
      `greatest(${plain}, DATE '2016-01-01')`,
    ],
    number: (plain) => [
      `abs(${plain})`,
      `round(${plain}, 1)`,
      `CAST(${plain} AS DOUBLE) * 2`,
      `coalesce(${plain}, 0)`,
      `ln(CAST(${plain} AS DOUBLE))`,
      `(${plain} + 1)`,
    ],
  },
};

/** What MySQL and MariaDB both have, as far as their guard lets it through. */
export const MYSQL: GrammarDialect = {
  setOperators: ['UNION', 'UNION ALL', 'EXCEPT', 'INTERSECT'],
  sidesInParentheses: false,
  joins: ['JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'INNER JOIN'],
  canFilterAggregates: false,
  isLateral: false,
  materialized: '',
  quoted: (name) => `\`${name}\``,
  orderByAll: (columns) => `ORDER BY ${Array.from({ length: columns }, (_, at) => at + 1).join(', ')}`,
  groupings: () => ['1', '1', '1 WITH ROLLUP'],
  aggregates: (number) => [
    `sum(${number})`,
    `count(*)`,
    `count(DISTINCT ${number})`,
    `min(${number})`,
    `max(${number})`,
    `avg(${number})`,
    `stddev_samp(CAST(${number} AS DOUBLE))`,
  ],
  comparisons: ['=', '<>', '<', '>=', '!='],
  likes: ['LIKE', 'NOT LIKE'],
  asInteger: (text) => `CAST(${text} AS SIGNED)`,
  nullsLast: '',
  windowsConstants: false,
  runningFrames: [
    '',
    ' RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW',
    ' RANGE BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING',
    ' RANGE UNBOUNDED PRECEDING',
  ],
  countedFrames: [
    ' RANGE BETWEEN 30 PRECEDING AND CURRENT ROW',
    ' RANGE 5 PRECEDING',
    ' RANGE BETWEEN 1 PRECEDING AND 7 FOLLOWING',
  ],
  numbers: ['0', '1', '10', '25.5', '-3', '100.00'],
  scalars: (value, from) => [
    `(SELECT max(${value}) FROM ${from})`,
    `(SELECT (${value}) FROM ${from} ORDER BY 1 LIMIT 1)`,
    `(SELECT ${value} FROM ${from} ORDER BY 1 LIMIT 1)`,
    `(SELECT DISTINCT ${value} FROM ${from} ORDER BY 1 DESC LIMIT 1 OFFSET 1)`,
  ],
  made: {
    text: (plain) => [
      `lower(${plain})`,
      `coalesce(${plain}, 'none')`,
      `concat(${plain}, '-x')`,
      `left(${plain}, 3)`,
      `CASE WHEN ${plain} = 'USD' THEN 'yes' ELSE ${plain} END`,
      `nullif(${plain}, 'EUR')`,
      `if(${plain} IS NULL, 'none', upper(${plain}))`,
    ],
    day: (plain) => [
      `makedate(year(${plain}), 1)`,
      `last_day(${plain})`,
      `date_add(${plain}, INTERVAL 1 MONTH)`,
      `greatest(${plain}, DATE '2016-01-01')`,
    ],
    number: (plain) => [
      `abs(${plain})`,
      `round(${plain}, 1)`,
      `CAST(${plain} AS DOUBLE) * 2`,
      `coalesce(${plain}, 0)`,
      `ln(CAST(${plain} AS DOUBLE))`,
      `2 * (${plain} + 1)`,
      // Of some numbers the server has no such power, and the statement fails.
      `pow(${plain}, 200)`,
      `${plain} - -2`,
    ],
  },
};

/**
 * The same on MySQL 9 but for WITH ROLLUP, whose row over no rows at all has its key there as if it were of some, where
 * the key is computed or the same in every row: by what the server makes of a materialised table that is empty.
 */
export const MYSQL9: GrammarDialect = { ...MYSQL, groupings: () => ['1'] };
