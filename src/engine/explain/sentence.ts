import { DIMENSIONS } from '../../model/index.ts';
import type { Plan } from '../../vocabulary/plan.ts';
import type { Cell, Column } from '../../vocabulary/rows.ts';
import type { Catalog } from '../catalog.ts';
import type { Span } from '../compile/cells.ts';
import type { ResolvedScope } from '../scope.ts';
import { capital, filterWords, isAsOf, subjectWords, whenWords } from './interpretation.ts';
import type { Table } from './table.ts';
import { cellWords } from './words.ts';

export interface Told {
  readonly plan: Plan;
  readonly asked: ResolvedScope;
  readonly spans: readonly Span[];
  readonly table: Table;
  readonly catalog: Catalog;
  readonly currency: string;
}

/** Named in one sentence before it says how many more there are. */
const NAMED_MAX = 3;

/** The answer in one or two sentences; every number in it is a cell of the table, a count of its rows, or a day. */
export function sentence(told: Told): string {
  const { plan, table } = told;
  if (table.rows.length === 0) return nothing(told);
  if (plan.derive === 'exists') return existence(told);
  if (plan.subject !== 'figures') return listing(told);
  if (plan.derive === 'count') return counted(told);
  const keyed = plan.by.length > 0 || told.spans.length > 1;
  if (!keyed || plan.derive === 'average' || plan.derive === 'total') return scalar(told);
  return groups(told);
}

function about(told: Told): string {
  // Accounts, portfolios and clients that a condition names are in the scope's name already.
  const where = told.plan.where.filter(
    (filter) =>
      filter.kind !== 'in' ||
      filter.negated ||
      !['account', 'portfolio', 'client', 'advisor'].includes(filter.dimension),
  );
  const words = where.map((filter) => filterWords(filter, told.catalog));
  return `${told.asked.label}${words.length > 0 ? ` (${words.join('; ')})` : ''}`;
}

function words(cell: Cell | undefined, column: Column | undefined, row: readonly Cell[], told: Told): string {
  if (column === undefined || cell === undefined) return '';
  const currencyColumn = told.table.columns.findIndex(({ name }) => name === 'currency');
  const own =
    column.currency ?? (currencyColumn >= 0 ? String(row[currencyColumn] ?? told.currency) : told.currency);
  return cellWords(cell, column.type, own);
}

/** Columns that carry figures, with their places. */
function figures(table: Table): readonly { readonly column: Column; readonly at: number }[] {
  return table.columns
    .map((column, at) => ({ column, at }))
    .filter(({ column }) => ['money', 'percent', 'number', 'integer', 'date'].includes(column.type));
}

function scalar(told: Told): string {
  const { plan, table } = told;
  const [row = []] = table.rows;
  const parts = figures(table)
    .filter(({ column }) => column.name !== 'groups')
    .map(({ column, at }) => ({
      label: column.label,
      value: words(row[at], column, row, told),
      empty: row[at] === null,
    }));
  const [first, ...others] = parts;
  const verb = isAsOf(plan) ? 'is' : 'was';
  const more = others
    .filter(({ empty }) => !empty)
    .map(({ label, value }) => `${label.toLowerCase()} ${value}`)
    .join(', ');
  return `${first?.label ?? 'It'} of ${about(told)} ${verb} ${first?.value ?? 'undefined'} ${whenWords(plan, told.spans)}${more === '' ? '' : `; ${more}`}.`;
}

function groups(told: Told): string {
  const { plan, table, spans } = told;
  const [figure] = figures(table);
  if (figure === undefined) return `${capital(about(told))}: ${table.rows.length} rows.`;
  const by = plan.by
    .map((dimension) => (DIMENSIONS.get(dimension)?.label ?? dimension).toLowerCase())
    .join(' and ');
  const names = table.columns
    .map(({ type, name }, at) => ({ type, name, at }))
    .filter(
      ({ type, name }) =>
        (type === 'string' && name !== 'symbol' && !name.endsWith('_id')) || type === 'period',
    );
  const item = (row: readonly Cell[]): string =>
    `${names.map(({ at }) => String(row[at] ?? 'none')).join(', ')} ${words(row[figure.at], figure.column, row, told)}`;
  const head = `${figure.column.label}${by === '' ? '' : ` by ${by}`} of ${about(told)} ${whenWords(plan, spans)}`;
  const { rows } = table;
  if (rows.length === 1 && rows[0] !== undefined) return `${head}: ${item(rows[0])}.`;
  if (rows.length <= NAMED_MAX) return `${head}: ${joined(rows.map(item))}.`;
  const series = names.length === 1 && names[0]?.type === 'period';
  if (series && plan.order === null) {
    const [first = [], last = []] = [rows[0], rows.at(-1)];
    return `${head}: ${rows.length} periods, from ${item(first)} to ${item(last)}.`;
  }
  return `${head}: ${joined(rows.slice(0, NAMED_MAX).map(item))} come first of ${rows.length}.`;
}

function joined(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join('; ')} and ${items.at(-1) ?? ''}`;
}

function counted(told: Told): string {
  const [row = []] = told.table.rows;
  const what = DIMENSIONS.get(told.plan.by[0] ?? 'account')?.label.toLowerCase() ?? 'group';
  return `${String(row[0])} by ${what}: ${about(told)}, ${whenWords(told.plan, told.spans)}.`;
}

function existence(told: Told): string {
  const [row = []] = told.table.rows;
  const [yes, count] = [row[0] === 'yes', row[1]];
  const what = `${subjectWords(told.plan.subject === 'figures' ? 'holdings' : told.plan.subject)} of ${about(told)} ${whenWords(told.plan, told.spans)}`;
  return yes ? `Yes: ${String(count)} ${what}.` : `No, there are no ${what}.`;
}

function nothing(told: Told): string {
  const what = told.plan.subject === 'figures' ? 'figures' : subjectWords(told.plan.subject);
  return `There are no ${what} of that kind for ${about(told)} ${whenWords(told.plan, told.spans)}.`;
}

function listing(told: Told): string {
  const { plan, table } = told;
  const what = subjectWords(plan.subject);
  const where = `of ${about(told)} ${whenWords(plan, told.spans)}`;
  const [row = []] = table.rows;
  if (plan.derive === 'count')
    return `There ${row[0] === 1 ? 'is' : 'are'} ${String(row[0])} ${what} ${where}.`;
  if (plan.derive === 'total') {
    return `The ${what} ${where} come to ${words(row[0], table.columns[0], row, told)} in total.`;
  }
  if (table.rows.length > 1) return `${table.rows.length} ${what} ${where}.`;
  const details = table.columns
    .map((column, at) => ({ column, cell: row[at] }))
    .filter(
      ({ column, cell }) =>
        cell !== null && !column.name.endsWith('_id') && !['currency', 'symbol'].includes(column.name),
    )
    .slice(0, 5)
    .map(({ column, cell }) =>
      column.type === 'string'
        ? String(cell)
        : `${column.label.toLowerCase()} ${words(cell, column, row, told)}`,
    );
  return `${plan.derive === 'last' ? 'The last' : plan.derive === 'first' ? 'The first' : 'One'} of the ${what} ${where}: ${details.join(', ')}.`;
}
