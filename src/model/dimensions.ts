import type { Dimension } from '../vocabulary/plan.ts';
import type { Fact, MetricWords } from './metric.ts';

/** What figures can be grouped and filtered by. */
export interface DimensionWords {
  readonly name: Dimension;
  /** As a column heading. */
  readonly label: string;
  /** Phrases that people use for it, lower case, singular, the plainest first. */
  readonly words: readonly string[];
  readonly kind: 'entity' | 'attribute' | 'time';
  /** The kinds of rows that it can group; a metric computed from one of them can be grouped by it. */
  readonly groups: readonly Fact[];
  /** The kinds that it cannot group but limit. */
  readonly limits?: readonly Fact[];
}

/** Rows that belong to an account. */
const OF_ACCOUNTS: readonly Fact[] = [
  'values',
  'positions',
  'lots',
  'realized_gains',
  'income',
  'fees',
  'flows',
  'transactions',
  'dated_flows',
  'benchmark',
  'gains',
  'accounts',
  'reconciliation',
  'findings',
];
/** Rows that belong to a security too. */
const OF_SECURITIES: readonly Fact[] = [
  'positions',
  'lots',
  'realized_gains',
  'income',
  'flows',
  'transactions',
  'gains',
  'reconciliation',
  'findings',
];
/** Rows that have a day, or can be taken as of one. */
const OF_DAYS: readonly Fact[] = [
  'values',
  'positions',
  'realized_gains',
  'income',
  'fees',
  'flows',
  'transactions',
  'dated_flows',
  'benchmark',
  'gains',
  'reconciliation',
];

const ALL: readonly DimensionWords[] = [
  entity('account', 'Account', ['account', 'acct', 'account name'], OF_ACCOUNTS, ['drift']),
  entity('portfolio', 'Portfolio', ['portfolio', 'mandate', 'strategy', 'goal'], [...OF_ACCOUNTS, 'drift']),
  entity(
    'client',
    'Client',
    ['client', 'customer', 'family', 'household', 'investor', 'relationship'],
    OF_ACCOUNTS,
    ['drift'],
  ),
  entity(
    'advisor',
    'Advisor',
    ['advisor', 'adviser', 'financial advisor', 'financial adviser', 'relationship manager'],
    OF_ACCOUNTS,
    ['drift'],
  ),
  entity(
    'custodian',
    'Custodian',
    ['custodian', 'bank', 'broker', 'custodian bank', 'depository', 'brokerage firm', 'brokerage house'],
    OF_ACCOUNTS,
  ),
  entity(
    'security',
    'Security',
    [
      'security',
      'holding',
      'position',
      'investment',
      'instrument',
      'ticker',
      'symbol',
      'name',
      'company',
      'asset',
    ],
    OF_SECURITIES,
  ),
  attribute(
    'account_type',
    'Account type',
    ['account type', 'type of account', 'kind of account', 'registration'],
    OF_ACCOUNTS,
  ),
  attribute(
    'cost_method',
    'Cost method',
    ['cost method', 'lot method', 'costing method', 'cost basis method', 'accounting method'],
    OF_ACCOUNTS,
  ),
  attribute(
    'account_currency',
    'Account currency',
    ['account currency', 'currency of the account'],
    OF_ACCOUNTS,
  ),
  attribute(
    'asset_class',
    'Asset class',
    ['asset class', 'asset type', 'asset category', 'asset allocation', 'asset mix', 'class', 'asset'],
    [...OF_SECURITIES, 'drift'],
  ),
  attribute('sector', 'Sector', ['sector', 'industry', 'industry sector', 'branch'], OF_SECURITIES),
  attribute(
    'country',
    'Country',
    ['country', 'geography', 'nation', 'location', 'domicile', 'where in the world'],
    OF_SECURITIES,
  ),
  attribute('currency', 'Currency', ['currency', 'currency exposure', 'denomination'], OF_SECURITIES),
  attribute(
    'transaction_type',
    'Transaction type',
    ['transaction type', 'type of transaction', 'kind of transaction', 'booking type', 'type'],
    ['transactions', 'flows'],
  ),
  attribute(
    'income_kind',
    'Kind of income',
    ['kind of income', 'type of income', 'income type', 'income kind', 'source of income'],
    ['income'],
  ),
  attribute('fee_kind', 'Kind of fee', ['kind of fee', 'type of fee', 'fee type', 'fee kind'], ['fees']),
  attribute(
    'term',
    'Term',
    ['term', 'holding period', 'long and short term', 'short and long term', 'long or short term'],
    ['realized_gains'],
  ),
  attribute('finding', 'Kind of finding', ['kind of finding', 'kind of data problem'], ['findings']),
  time('day', 'Day', ['day', 'daily', 'day by day', 'date']),
  time('week', 'Week', ['week', 'weekly', 'week by week', 'calendar week']),
  time('month', 'Month', ['month', 'monthly', 'month by month', 'month-end', 'month end', 'calendar month']),
  time('quarter', 'Quarter', [
    'quarter',
    'quarterly',
    'quarter by quarter',
    'quarter-end',
    'quarter end',
    'calendar quarter',
  ]),
  time('year', 'Year', [
    'year',
    'yearly',
    'year by year',
    'annually',
    'annual',
    'calendar year',
    'year-end',
    'year end',
  ]),
];

export const DIMENSIONS: ReadonlyMap<Dimension, DimensionWords> = new Map(
  ALL.map((dimension) => [dimension.name, dimension]),
);

/** Whether a metric has a meaning of only what a condition on the dimension lets through. */
export function canLimit(metric: MetricWords, dimension: Dimension): boolean {
  const limits = DIMENSIONS.get(dimension)?.limits ?? [];
  return canGroup(metric, [dimension]) || metric.facts.some((fact) => limits.includes(fact));
}

/** Whether a metric has a meaning when grouped by all of `dimensions`. */
export function canGroup(metric: MetricWords, dimensions: readonly Dimension[]): boolean {
  return metric.facts.some((fact) =>
    dimensions.every((dimension) => DIMENSIONS.get(dimension)?.groups.includes(fact)),
  );
}

function entity(
  name: Dimension,
  label: string,
  words: readonly string[],
  groups: readonly Fact[],
  limits: readonly Fact[] = [],
): DimensionWords {
  return { name, label, words, kind: 'entity', groups, limits };
}

function attribute(
  name: Dimension,
  label: string,
  words: readonly string[],
  groups: readonly Fact[],
): DimensionWords {
  return { name, label, words, kind: 'attribute', groups };
}

function time(name: Dimension, label: string, words: readonly string[]): DimensionWords {
  return { name, label, words, kind: 'time', groups: OF_DAYS };
}
