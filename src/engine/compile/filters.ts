import type {
  AttributeDimension,
  Comparison,
  EntityDimension,
  Filter,
  InFilter,
  WithoutFilter,
} from '../../vocabulary/plan.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Draft } from './draft.ts';

type RowFilter = Extract<Filter, { kind: 'description' | 'threshold' }>;

/** An account, or what its accounts belong to. */
export type AccountOwner = 'account' | 'portfolio' | 'client' | 'advisor';

/** A question's conditions, by what they are about. */
export interface Filters {
  readonly account: readonly InFilter[];
  readonly security: readonly InFilter[];
  /** On a row's own columns. */
  readonly row: readonly (InFilter | RowFilter)[];
  readonly open: boolean | null;
  readonly during: readonly ('opened' | 'closed')[];
  /** On flows: between two accounts of the scope. */
  readonly internal: boolean;
  /** On lots: acquired in the period. */
  readonly acquired: boolean;
  readonly without: readonly WithoutFilter[];
  /** Whose rows `without` means: a client is without only where none of the client's accounts has any. */
  readonly withoutOf: AccountOwner;
}

const ACCOUNT_DIMENSIONS: ReadonlySet<string> = new Set([
  'account',
  'portfolio',
  'client',
  'advisor',
  'custodian',
  'account_type',
  'cost_method',
  'account_currency',
]);
const SECURITY_DIMENSIONS: ReadonlySet<string> = new Set([
  'security',
  'asset_class',
  'sector',
  'country',
  'currency',
]);

export function isAccountDimension(dimension: string): boolean {
  return ACCOUNT_DIMENSIONS.has(dimension);
}

export function isSecurityDimension(dimension: string): boolean {
  return SECURITY_DIMENSIONS.has(dimension);
}

export function splitFilters(where: readonly Filter[], withoutOf: AccountOwner = 'account'): Filters {
  const ins = where.filter((filter) => filter.kind === 'in');
  const open = where.find((filter) => filter.kind === 'open');
  return {
    account: ins.filter(({ dimension }) => isAccountDimension(dimension)),
    security: ins.filter(({ dimension }) => isSecurityDimension(dimension)),
    row: [
      ...ins.filter(({ dimension }) => !isAccountDimension(dimension) && !isSecurityDimension(dimension)),
      ...where.filter((filter) => filter.kind === 'description' || filter.kind === 'threshold'),
    ],
    open: open === undefined ? null : !open.negated,
    during: where
      .filter((filter) => filter.kind === 'during')
      .flatMap(({ event }) => (event === 'acquired' ? [] : [event])),
    internal: where.some(({ kind }) => kind === 'internal'),
    acquired: where.some((filter) => filter.kind === 'during' && filter.event === 'acquired'),
    without: where.filter((filter) => filter.kind === 'without'),
    withoutOf,
  };
}

/** Nothing but the whole scope. */
export const NO_FILTERS: Filters = {
  account: [],
  security: [],
  row: [],
  open: null,
  during: [],
  internal: false,
  acquired: false,
  without: [],
  withoutOf: 'account',
};

/** The columns of accounts AS a, portfolios AS p, clients AS c that a dimension is. */
export const ACCOUNT_COLUMNS: Readonly<Record<string, string>> = {
  account: 'a.account_id',
  portfolio: 'a.portfolio_id',
  client: 'p.client_id',
  advisor: 'c.advisor_id',
  custodian: 'a.custodian_id',
  account_type: 'a.account_type',
  cost_method: "COALESCE(a.cost_method, 'FIFO')",
  account_currency: 'a.currency',
};

/** The columns of securities AS s. */
export const SECURITY_COLUMNS: Readonly<Record<string, string>> = {
  security: 's.security_id',
  asset_class: 's.asset_class',
  sector: 's.sector',
  country: 's.country',
  currency: 's.currency',
};

/** An account counts as open from opened_on until closed_on. */
export function isOpen(alias: string, day: string): string {
  return (
    `(COALESCE(${alias}.opened_on, ${alias}.first_booking, ${day}) <= ${day} ` +
    `AND COALESCE(${alias}.closed_on > ${day}, 1 = 1))`
  );
}

export function conditionIn(draft: Draft, column: string, filter: InFilter): string {
  const texts = filter.values.filter((value) => value !== null);
  const withNull = texts.length < filter.values.length;
  const lists = chunks(texts, LIMITS.sql_list_items_max).map(
    (chunk) => `${column} IN (${chunk.map((value) => draft.bind(value)).join(', ')})`,
  );
  const parts = withNull ? [...lists, `${column} IS NULL`] : lists;
  if (parts.length === 0) return filter.negated ? '1 = 1' : '1 = 0';
  const inside = parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' OR ')})`;
  if (!filter.negated) return inside;
  // What has no country lies neither inside nor outside of one.
  const known = withNull || filter.dimension === 'country';
  return known ? `NOT (${inside})` : `(${column} IS NULL OR NOT (${inside}))`;
}

export function conditionDescription(
  draft: Draft,
  column: string,
  filter: Extract<Filter, { kind: 'description' }>,
): string {
  const tests = filter.contains.map((part) =>
    draft.dialect.containsIgnoringCase(`COALESCE(${column}, '')`, draft.bind(part)),
  );
  const inside = tests.length === 1 ? (tests[0] ?? '') : `(${tests.join(' OR ')})`;
  return filter.negated ? `NOT (${inside})` : inside;
}

const OPERATORS: Readonly<Record<Comparison, string>> = {
  '>': '>',
  '>=': '>=',
  '<': '<',
  '<=': '<=',
  '=': '=',
  '!=': '<>',
};

export function operatorOf(comparison: Comparison): string {
  return OPERATORS[comparison];
}

/** The dimensions that conditions are on. */
export function filterDimensions(
  where: readonly Filter[],
): readonly (EntityDimension | AttributeDimension)[] {
  return where.filter((filter) => filter.kind === 'in').map(({ dimension }) => dimension);
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
