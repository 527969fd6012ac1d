import { DIMENSIONS, METRICS, MOVES } from '../../model/index.ts';
import type { Cell } from '../../vocabulary/rows.ts';
import { isAsOf, limitOf } from './interpretation.ts';
import { capital, isPlural, joined, lowered, subjectNoun } from './nouns.ts';
import {
  type BoundCell,
  type Placed,
  type Sentence,
  TO_ONE,
  type Telling,
  type Told,
  about,
  byWords,
  counts,
  figures,
  names,
  toldBy,
  when,
  words,
} from './telling.ts';
import { groups } from './told-groups.ts';
import { counted, existence, listing, outOf } from './told-lists.ts';

/** The answer in one or two sentences; every number in it is a cell of the table, a count of its rows, or a day. */
export function sentence(told: Told): Sentence {
  const bound: BoundCell[] = [];
  return { text: written({ ...told, bound }), bound };
}

function written(told: Telling): string {
  const { plan, table } = told;
  if (plan.derive === 'exists') return existence(told);
  if (plan.derive === 'holds') return held(told);
  if (table.rows.length === 0) return `There are no ${rowsNoun(told)} for ${about(told)} ${when(told)}.`;
  if (plan.derive === 'count') return counted(told);
  if (plan.derive === 'proportion') return outOf(told);
  if (plan.subject !== 'figures') return listing(told);
  const keyed = plan.by.length > 0 || told.spans.length > 1;
  if (!keyed && plan.metrics.join() === MOVES.join()) return moved(told);
  if (plan.derive === 'difference' || plan.derive === 'ratio') return paired(told, plan.derive);
  const isOne = TO_ONE.has(plan.derive) && toldBy(plan) === plan.by;
  if (!keyed || isOne) return scalar(told);
  if (plan.derive === 'change' && plan.by.length === 0 && table.rows.length === 2) return changed(told);
  return groups(told);
}

/** What the rows would be of, where there are none: 'clients of that kind', 'breaks by custodian'. */
function rowsNoun({ plan, subject }: Telling): string {
  const [by] = plan.by;
  if (subject !== 'figures' || by === undefined) return `${subjectNoun(subject, 0)} of that kind`;
  if (plan.having.length > 0) return `${counts(lowered(DIMENSIONS.get(by)?.label ?? by), 0)} of that kind`;
  const label = joined(plan.metrics.map((metric) => lowered(METRICS.get(metric)?.label ?? metric)));
  return `figures of ${label}${byWords(plan)}`;
}

/** 'Why …': from the opening value to the closing one by what was gained and what came in or went out. */
function moved(told: Telling): string {
  const [row = []] = told.table.rows;
  const said = (name: string): string => {
    const at = told.table.columns.findIndex((column) => column.name === name);
    return words(row[at], told.table.columns[at], row, told);
  };
  return (
    `The value of ${about(told)} went from ${said('opening_value')} to ${said('market_value')} ${when(told)}: ` +
    `gain ${said('gain')}, with income of ${said('income')} in it and fees of ${said('fees')} paid, ` +
    `and net contributions ${said('net_contributions')}.`
  );
}

/** 'Deposits less withdrawals': both figures and what lies between them; of more rows than one, by the difference. */
function paired(told: Telling, derive: 'difference' | 'ratio'): string {
  const { plan, table } = told;
  const { rows } = table;
  const [row = []] = rows;
  const made = figures(table).find(({ column }) => column.name === derive);
  const [first, second] = figures(table).filter(({ column }) => column.name !== derive);
  if (made === undefined || first === undefined) return groups(told);
  const what = words(row[made.at], made.column, row, told);
  const said = derive === 'ratio' ? `a ratio of ${what}` : `a difference of ${what}`;
  if (plan.metrics.length > 1) {
    if (rows.length > 1 || second === undefined) return groups(told);
    const both = [first, second].map(
      ({ column, at }) => `${lowered(column.label)} ${words(row[at], column, row, told)}`,
    );
    return `Of ${about(told)} ${when(told)}: ${joined(both)}, ${said}.`;
  }
  const named = names(table);
  const each = rows.map(
    (one) =>
      `${named.map(({ column, at }) => words(one[at], column, one, told)).join(', ')} ${words(one[first.at], first.column, one, told)}`,
  );
  return `${first.column.label} of ${about(told)} ${when(told)}: ${joined(each)}, ${said}.`;
}

/** 'How has it changed': from what it was to what it is, and by how much. */
function changed(told: Telling): string {
  const { table } = told;
  const [before = [], after = []] = table.rows;
  const said = (row: readonly Cell[], name: string): string => {
    const at = table.columns.findIndex((column) => column.name === name);
    return words(row[at], table.columns[at], row, told);
  };
  const figure = figures(table)[0]?.column;
  if (figure === undefined) return groups(told);
  const side = (row: readonly Cell[]): string => `${said(row, figure.name)} (${said(row, 'period')})`;
  const percent = table.columns.findIndex(({ name }) => name === 'change_percent');
  const rate = (after[percent] ?? null) === null ? '' : ` (${said(after, 'change_percent')})`;
  const by = (after[table.columns.findIndex(({ name }) => name === 'change')] ?? null) === null;
  const change = by ? '' : `, a change of ${said(after, 'change')}${rate}`;
  return `The ${lowered(figure.label)} of ${about(told)} went from ${side(before)} to ${side(after)}${change}.`;
}

function scalar(told: Telling): string {
  const { plan, table } = told;
  const [row = []] = table.rows;
  const [first, ...others] = figures(table);
  if (first === undefined) return `${capital(about(told))}.`;
  const value = words(row[first.at], first.column, row, told);
  const fall = first.column.name === 'max_drawdown' ? fallOf(told, row, value, others) : null;
  if (fall !== null) return fall;
  const more = others
    .filter(({ at }) => row[at] !== null)
    .map(({ column, at }) => `${lowered(column.label)} ${words(row[at], column, row, told)}`);
  const tail = more.length > 0 ? `; ${more.join(', ')}` : '';
  const label = `${first.column.label}${TO_ONE.has(plan.derive) ? byWords(plan) : ''}`;
  const { type } = first.column;
  if (type === 'integer' && row[first.at] !== null) {
    const verb = isAsOf(plan) ? 'are' : 'were';
    return `There ${verb} ${value} ${lowered(label)} of ${about(told)} ${when(told)}${tail}.`;
  }
  const many = isPlural(first.column.label);
  const verb = isAsOf(plan) ? (many ? 'are' : 'is') : many ? 'were' : 'was';
  return `The ${lowered(label)} of ${about(told)} ${verb} ${value} ${when(told)}${tail}.`;
}

/** How deep it fell, from which high to which low. */
function fallOf(
  told: Telling,
  row: readonly Cell[],
  value: string,
  others: readonly Placed[],
): string | null {
  const [from, to, ...more] = others;
  const isWhole = from?.column.name === 'max_drawdown_from' && to?.column.name === 'max_drawdown_to';
  if (!isWhole || more.length > 0 || row[from.at] === null || row[to.at] === null) return null;
  const [high, low] = [from, to].map(({ column, at }) => words(row[at], column, row, told));
  return `The maximum drawdown of ${about(told)} ${when(told)} was ${value}: from the high on ${high} to the low on ${low}.`;
}

/** 'Is cash above 5 %': yes or no, then the figure and the limit it was held against; of groups those that meet it. */
function held(told: Telling): string {
  const { plan, table, locale } = told;
  if (plan.subject !== 'figures') {
    return table.rows.length > 0
      ? `Yes: ${listing(told)}`
      : `No, there are no ${subjectNoun(told.subject, 0)} of ${about(told)} ${when(told)}.`;
  }
  const at = table.columns.findIndex(({ name }) => name === 'holds');
  const limits = plan.having.map((each) => limitOf(each, locale)).join(' and ');
  if (at < 0) {
    if (table.rows.length > 0) return `Yes: ${lowered(groups(told))}`;
    if (plan.having.length === 0)
      return `No, there are no ${subjectNoun(told.subject, 0)} of ${about(told)} ${when(told)}.`;
    const by = plan.by
      .map((dimension) => lowered(DIMENSIONS.get(dimension)?.label ?? dimension))
      .join(' and ');
    const figure = joined(plan.having.map(({ metric }) => lowered(METRICS.get(metric)?.label ?? metric)));
    return `No: no ${by} of ${about({ ...told, plan: { ...plan, having: [] } })} has a ${figure} of ${limits} ${when(told)}.`;
  }
  const [row = []] = table.rows;
  const said = row[at] === null ? 'There is no telling' : row[at] === 'yes' ? 'Yes' : 'No';
  const figure = scalar({ ...told, plan: { ...plan, having: [] } });
  // Whether there is any is said by the figure.
  const isAny = plan.having.every(({ value }) => Number(value) === 0);
  const beside = isAny ? '' : row[at] === 'no' ? `, not ${limits}` : `, ${limits}`;
  return `${said}: ${lowered(figure).replace(/\.$/, row[at] === null ? '.' : `${beside}.`)}`;
}
