import { DIMENSIONS } from '../../model/index.ts';
import type { Derivation, Filter, Plan, Subject } from '../../vocabulary/plan.ts';
import type { Locale } from '../../vocabulary/locale.ts';
import type { Cell, Column } from '../../vocabulary/rows.ts';
import type { Catalog } from '../catalog.ts';
import type { Span } from '../compile/cells.ts';
import { scopeWords } from '../scope-label.ts';
import type { ResolvedScope } from '../scope.ts';
import { filterValues, filterWords, havingWords, toldByLabel, whenWords } from './interpretation.ts';
import { joined, lowered } from './nouns.ts';
import type { Table } from './table.ts';
import { cellWords } from '../../present/sentence-words.ts';

export interface Told {
  /** As it was asked: 'holdings', even where they are figures by security. */
  readonly subject: Subject;
  /** As it was settled. */
  readonly plan: Plan;
  readonly asked: ResolvedScope;
  readonly spans: readonly Span[];
  readonly table: Table;
  readonly catalog: Catalog;
  readonly currency: string;
  /** The reader's. */
  readonly locale: Locale;
  /** Whether there are more rows than the table may have. */
  readonly cut?: boolean;
}

/** A cell as the sentence says it, and where in the table it stands. */
export interface BoundCell {
  readonly text: string;
  readonly row: number;
  readonly column: number;
}

/** A sentence with every cell that it speaks of. */
export interface Sentence {
  readonly text: string;
  readonly bound: readonly BoundCell[];
}

/** What is told, with the cells that were spoken of so far. */
export interface Telling extends Told {
  readonly bound: BoundCell[];
}

/** Named in one sentence before it says how many there are. */
export const NAMED_MAX = 3;
/** What makes one row of all groups. */
export const TO_ONE: ReadonlySet<Derivation | null> = new Set(['average', 'median', 'total']);

/** Values that say themselves what they are. */
const PLAIN: ReadonlySet<string> = new Set([
  'security',
  'asset_class',
  'sector',
  'country',
  'custodian',
  'transaction_type',
  'income_kind',
  'fee_kind',
  'account',
  'portfolio',
  'client',
]);

export function about(told: Telling): string {
  const priced = securityPriced(told);
  if (priced !== null) return priced;
  const limits = told.plan.where
    .filter((filter) => !toldByLabel(filter, told.asked))
    .flatMap((filter) => shortFilter(filter, told.catalog, told.locale));
  limits.push(...told.plan.having.map((each) => havingWords(each, told.locale)));
  const label =
    told.asked.members.length === 0 ? 'the accounts in view' : scopeWords(told.asked.label, told.locale);
  return `${label}${limits.length > 0 ? ` (${limits.join('; ')})` : ''}`;
}

/** A price is a security's, whoever holds it. */
function securityPriced({ plan, catalog }: Telling): string | null {
  const [filter, ...more] = plan.where.filter((each) => each.kind === 'in' && each.dimension === 'security');
  const isPrice = plan.subject === 'figures' && plan.metrics.join() === 'price' && plan.having.length === 0;
  if (!isPrice || filter?.kind !== 'in' || filter.negated || more.length > 0) return null;
  return joined(filterValues(filter, catalog));
}

export function shortFilter(filter: Filter, catalog: Catalog, locale: Locale): readonly string[] {
  if (filter.kind !== 'in' || !PLAIN.has(filter.dimension) || filter.values.length === 0)
    return [filterWords(filter, catalog, locale)];
  return [`${filter.negated ? 'without ' : ''}${joined(filterValues(filter, catalog))}`];
}

export function when(told: Telling): string {
  return whenWords(told.plan, told.spans, told.locale);
}

export function words(
  cell: Cell | undefined,
  column: Column | undefined,
  row: readonly Cell[],
  told: Telling,
): string {
  if (column === undefined || cell === undefined) return '';
  const own = told.table.columns.findIndex(({ name }) => name === 'currency');
  const booked = own >= 0 ? String(row[own] ?? told.currency) : told.currency;
  const text = cellWords(cell, column.type, column.currency ?? booked, told.locale);
  told.bound.push({ text, row: told.table.rows.indexOf(row), column: told.table.columns.indexOf(column) });
  return text;
}

export interface Placed {
  readonly column: Column;
  readonly at: number;
}

const FIGURE_TYPES: ReadonlySet<string> = new Set(['money', 'percent', 'number', 'integer', 'date']);

export function figures(table: Table): readonly Placed[] {
  return table.columns
    .map((column, at) => ({ column, at }))
    .filter(({ column }) => FIGURE_TYPES.has(column.type) && column.name !== 'groups');
}

/** Columns that name a row. */
export function names(table: Table): readonly Placed[] {
  return table.columns
    .map((column, at) => ({ column, at }))
    .filter(
      ({ column: { type, name } }) =>
        type === 'period' || (type === 'string' && name !== 'symbol' && !name.endsWith('_id')),
    );
}

export function byWords(plan: Plan): string {
  const by = toldBy(plan);
  const split = by.map((dimension) => lowered(DIMENSIONS.get(dimension)?.label ?? dimension));
  return split.length > 0 ? ` by ${split.join(' and ')}` : '';
}

/** What rows stand for: of an average over the innermost groups the others. */
export function toldBy({ by, derive }: Plan): Plan['by'] {
  return by.length > 1 && (derive === 'average' || derive === 'median') ? by.slice(0, -1) : by;
}

/** 'months', 'accounts', 'securities'. */
export function counts(noun: string, count: number): string {
  if (count === 1) return noun;
  return noun.endsWith('y') && !/[aeo]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}
