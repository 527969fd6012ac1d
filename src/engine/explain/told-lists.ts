import { DIMENSIONS } from '../../model/index.ts';
import type { Subject } from '../../vocabulary/plan.ts';
import type { Cell } from '../../vocabulary/rows.ts';
import { joined, lowered, subjectNoun } from './nouns.ts';
import { numberWords } from '../../present/sentence-words.ts';
import { NAMED_MAX, type Telling, about, counts, when, words } from './telling.ts';

export function counted(told: Telling): string {
  const [row = []] = told.table.rows;
  const count = Number(row[0] ?? 0);
  const [by] = told.plan.by;
  const noun =
    told.subject === 'figures' && by !== undefined
      ? counts(lowered(DIMENSIONS.get(by)?.label ?? by), count)
      : subjectNoun(told.subject, count);
  return `There ${count === 1 ? 'is' : 'are'} ${words(count, told.table.columns[0], row, told)} ${noun} of ${about(told)} ${when(told)}.`;
}

export function existence(told: Telling): string {
  const [row = []] = told.table.rows;
  const count = Number(row[1] ?? 0);
  const what = `${subjectNoun(told.subject, count)} of ${about(told)} ${when(told)}`;
  return row[0] === 'yes'
    ? `Yes: ${words(count, told.table.columns[1], row, told)} ${what}.`
    : `No, there are no ${what}.`;
}

const REGISTERS: ReadonlySet<Subject> = new Set(['accounts', 'portfolios', 'clients', 'advisors']);

export function listing(told: Telling): string {
  const { plan, table, subject } = told;
  const { rows } = table;
  const [row = []] = rows;
  const where = `${about(told)} ${when(told)}`;
  if (plan.derive === 'total') {
    return `The ${subjectNoun(subject, 0)} of ${where} come to ${words(row[0], table.columns[0], row, told)} in total.`;
  }
  if (plan.derive === 'average') {
    return `The ${subjectNoun(subject, 0)} of ${where} are ${words(row[0], table.columns[0], row, told)} on average.`;
  }
  if (REGISTERS.has(subject)) return register(told);
  const count = numberWords(rows.length, told.locale);
  if (told.cut === true)
    return `The first ${count} ${subjectNoun(subject, rows.length)} of ${where} are shown; there are more.`;
  if (rows.length > 1) return `There are ${count} ${subjectNoun(subject, rows.length)} of ${where}.`;
  const which = plan.derive === 'last' ? 'Last' : plan.derive === 'first' ? 'First' : 'One';
  return `${which} ${subjectNoun(subject, 1)} of ${where}: ${details(told, row)}.`;
}

/** Accounts, clients …: their names, and what the question wanted to know of them. */
function register(told: Telling): string {
  const { plan, table, subject } = told;
  const { rows, columns } = table;
  // Of a single account it matters since when, and until when, there is one.
  const alone = rows.length === 1 && subject === 'accounts';
  const wanted = columns
    .map((column, at) => ({ column, at }))
    .filter(({ column, at }) => {
      if (alone && column.type === 'date') return rows[0]?.[at] !== null;
      return plan.by.some((by) => by === column.name);
    });
  const item = (row: readonly Cell[]): string =>
    [
      row[0] === null ? 'none' : words(row[0], columns[0], row, told),
      ...wanted
        .filter(({ at }) => at > 0)
        .map(({ column, at }) => `${lowered(column.label)} ${words(row[at], column, row, told)}`),
    ].join(', ');
  const head = `${rows.length} ${subjectNoun(subject, rows.length)} of ${about(told)}`;
  const some = rows.slice(0, NAMED_MAX).map(item);
  return `${head}: ${joined(some, '; ')}${rows.length > NAMED_MAX ? ' lead the list' : ''}.`;
}

/** The cells of a single row that a reader wants to hear. */
function details(told: Telling, row: readonly Cell[]): string {
  return told.table.columns
    .map((column, at) => ({ column, cell: row[at] ?? null }))
    .filter(
      ({ column: { name }, cell }) =>
        cell !== null &&
        !name.endsWith('_id') &&
        !['currency', 'symbol', 'account', 'fee', 'tax', 'description'].includes(name),
    )
    .slice(0, 6)
    .map(({ column, cell }, index) => {
      const value = words(cell, column, row, told);
      return column.type === 'string' || index === 0 || column.name === 'amount'
        ? value
        : `${lowered(column.label)} ${value}`;
    })
    .join(', ');
}
