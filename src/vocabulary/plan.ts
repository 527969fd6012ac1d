import type { Period, TimeGrain } from './period.ts';

/**
 * What a question means, as plain data: it can be logged, replayed, cached and compared. The offline grammar and a
 * language model both end in a Plan; everything after it is the same for both.
 */
export interface Plan {
  readonly subject: Subject;
  /** Names of model/metrics. For `figures` at least one; for a listing the ones to show or to order by (may be empty). */
  readonly metrics: readonly string[];
  /** How the figures are grouped, outermost first; at most one of them a time grain. Empty: one row. */
  readonly by: readonly Dimension[];
  readonly where: readonly Filter[];
  /** One period, or several to be set side by side (a row each, cell in the column `period`). Never empty. */
  readonly periods: readonly Period[];
  /** Conditions on the figures of a group: 'more than 10 %', 'under water'. */
  readonly having: readonly Threshold[];
  readonly order: Order | null;
  readonly limit: number | null;
  /** Only the row at this place of the order is shown ('the second largest'): 2 and up, with a limit of 1. */
  readonly place?: number;
  /**
   * The limit counts within each group of these dimensions, not over all rows: 'top 3 holdings of each client' is
   * by client and security, limit 3, limitPer client; 'the last trade of each account' is a listing, limit 1,
   * limitPer account. For figures they are among `by` (a time grain too: 'best stock of each year'); for a listing
   * they are of the row ('account', 'security', 'client' …). Absent or empty: the limit counts over all rows.
   */
  readonly limitPer?: readonly Dimension[];
  /**
   * What a weight or share is a share of. `scope`: everything in the question's scope. `group`: all that the row's own
   * account, portfolio, client … holds, whatever else it is grouped by ('cash share by client', 'weight of Apple per
   * account'). Filters: what of the scope passes these ('share of tech within my equities': the filters
   * are asset class Equity; where keeps both). With account groups, filters count within each group. Absent: `group`
   * where the groups are of accounts, portfolios, clients, advisors or custodians and a security's attribute
   * limits or splits them, otherwise `scope`.
   */
  readonly shareOf?: 'scope' | 'group' | readonly Filter[];
  /** What is made of the figures before they are shown. */
  readonly derive: Derivation | null;
  /** The reporting currency that the question asks for ('in euros'); null: the scope's own. */
  readonly currency: string | null;
}

/**
 * `figures`: metrics, grouped or not. Everything else is a listing, a row a thing:
 * holdings (positions as of the period's end), transactions, lots, realized_gains, income, cash_flows, fees (rows of
 * the period), accounts, portfolios, clients, advisors (the entities themselves), reconciliation (breaks as of the end),
 * findings (what is doubtful in the data of the period).
 */
export const SUBJECTS = [
  'figures',
  'holdings',
  'transactions',
  'lots',
  'realized_gains',
  'income',
  'cash_flows',
  'fees',
  'accounts',
  'portfolios',
  'clients',
  'advisors',
  'reconciliation',
  'findings',
] as const;

export type Subject = (typeof SUBJECTS)[number];

export const ENTITY_DIMENSIONS = [
  'account',
  'portfolio',
  'client',
  'advisor',
  'custodian',
  'security',
] as const;
export type EntityDimension = (typeof ENTITY_DIMENSIONS)[number];

export const ATTRIBUTE_DIMENSIONS = [
  'account_type',
  'cost_method',
  'account_currency',
  'asset_class',
  'sector',
  'country',
  'currency',
  'transaction_type',
  'income_kind',
  'fee_kind',
  'term',
  'finding',
] as const;
export type AttributeDimension = (typeof ATTRIBUTE_DIMENSIONS)[number];

/** `currency` is the security's (cash: its own); `account_currency` the account's. */
export type Dimension = EntityDimension | AttributeDimension | TimeGrain;

/**
 * `in`: the dimension is one of the values (ids for entities, codes or names as in the data otherwise, null for
 * 'none'); negated: it is none of them. `description`: a booking's words, case-insensitive. `threshold`: on a row's
 * own figure. `open`: accounts that are open (or, negated, closed) at the period's end. `without`: entities that
 * have no such rows at all ('accounts without any transactions'), or none that pass `of` ('clients who hold no
 * bonds'); negated: that have some.
 */
export type Filter =
  | InFilter
  | { readonly kind: 'description'; readonly contains: readonly string[]; readonly negated: boolean }
  | {
      readonly kind: 'threshold';
      readonly field: 'amount' | 'quantity' | 'price' | 'fee' | 'tax' | 'gain';
      readonly comparison: Comparison;
      /** Exact decimal text; amounts compare by absolute size unless `signed`. */
      readonly value: string;
      /** Compares the figure as it stands: closed lots with a loss are amount < 0, signed. */
      readonly signed?: true;
    }
  | { readonly kind: 'open'; readonly negated: boolean }
  /** Flows between two accounts that are both in the scope: 'transfers between my accounts'. */
  | { readonly kind: 'internal' }
  /** Accounts that were opened, or closed, on a day of the period ('accounts closed in 2016'). */
  | { readonly kind: 'during'; readonly event: 'opened' | 'closed' }
  /** Open lots that were acquired on a day of the period ('what I bought before 2015 and still hold'). */
  | { readonly kind: 'during'; readonly event: 'acquired' }
  | WithoutFilter;

export interface InFilter {
  readonly kind: 'in';
  readonly dimension: EntityDimension | AttributeDimension;
  readonly values: readonly (string | null)[];
  readonly negated: boolean;
}

export interface WithoutFilter {
  readonly kind: 'without';
  /** `accounts`: of a client or portfolio that has none, or some, of a kind that is open. */
  readonly rows: 'transactions' | 'holdings' | 'findings' | 'accounts';
  /** On the rows' securities, on the kind of transactions or findings, on what an account is. */
  readonly of?: readonly InFilter[];
  readonly negated?: true;
}

export const COMPARISONS = ['>', '>=', '<', '<=', '=', '!='] as const;

export type Comparison = (typeof COMPARISONS)[number];

export interface Threshold {
  readonly metric: string;
  readonly comparison: Comparison;
  /** Exact decimal text; a percentage as a fraction. */
  readonly value: string;
  /** Compares the figure's size, whatever its sign: a drift of more than 5 points either way. */
  readonly size?: true;
}

export interface Order {
  /**
   * A metric's name, a dimension's, or 'date' (a listing's own day). Of a `change` by groups also 'change' or
   * 'change_percent': then only the rows are shown that it moved to.
   */
  readonly by: string;
  readonly direction: 'asc' | 'desc';
}

/**
 * share: adds each group's share of the total of the whole scope (`share` column); with a filter and no grouping, the
 * share of what the filter lets through. change: several periods, with difference and percentage. average, median: over
 * the groups; of several dimensions over the innermost, told for each of the others. running: beside each figure of a
 * series the sum of it and all before it. proportion: how many of the groups meet `having`, as a part of all. difference, ratio: of the first of two figures and the second; of one figure, of the first two rows. count: the number of rows or groups. first / last: the earliest or latest row (its date leads).
 * total: the sum of a listing's amounts. exists: whether there is any row (yes or no). extreme: the group with the
 * highest or lowest figure (order and limit say which). holds: whether the conditions of `having` are met: of one figure
 * yes or no beside the figure, of groups those that meet them.
 */
export const DERIVATIONS = [
  'share',
  'change',
  'average',
  'median',
  'running',
  'proportion',
  'difference',
  'ratio',
  'count',
  'first',
  'last',
  'total',
  'exists',
  'extreme',
  'holds',
] as const;

export type Derivation = (typeof DERIVATIONS)[number];
