import { type Day, partsOf } from '../../../../vocabulary/day.ts';
import { fullYear, yearOf } from '../dates.ts';
import { dayLabel, fiscalSpan, monthSpan } from '../words.ts';
import { type Reader, type Span, spanOf } from './span.ts';

/** `2016`, `FY16`, `fiscal year 2016`, `calendar year 2016`, `the year 2016`. */
export const namedYear: Reader = (tokens, at) => {
  const token = tokens[at];
  const plain = yearOf(token);
  if (plain !== null) return yearSpan(plain, 1);
  const short = /^(fy|cy)(\d{2}|\d{4})$/.exec(token?.norm ?? '');
  if (short) return fiscalYear(fullYear(short[2]), 1, short[1] === 'fy');
  const lead = ['fiscal', 'calendar', 'tax', 'full', 'financial'].includes(token?.norm ?? '') ? 1 : 0;
  const word = tokens[at + lead]?.stem;
  const isFiscal = FISCAL.has(token?.norm ?? '');
  const bare = isFiscal || token?.norm === 'calendar' ? yearOf(tokens[at + 1]) : null;
  if (bare !== null) return fiscalYear(bare, 2, isFiscal);
  if (word !== 'year' && word !== 'jahr') return null;
  const named = yearOf(tokens[at + lead + 1]);
  return named === null ? null : fiscalYear(named, lead + 2, isFiscal);
};

export const FISCAL: ReadonlySet<string> = new Set(['fiscal', 'financial', 'fy']);

/** A fiscal year is named by the calendar year in which it ends. */
function fiscalYear(value: number, length: number, isFiscal: boolean): Span {
  const calendar = yearSpan(value, length);
  return isFiscal ? { ...calendar, fiscal: (firstMonth) => yearFrom(firstMonth, value, length) } : calendar;
}

function yearFrom(firstMonth: number, value: number, length: number): Span {
  const { from, to } = fiscalSpan(firstMonth, value);
  return spanOf('year', from, to, length, {
    label: `fiscal year ${value} (${dayLabel(from)} to ${dayLabel(to)})`,
  });
}

function yearSpan(value: number, length: number): Span {
  const { from, to } = monthSpan(value, 1, 12);
  return spanOf('year', from, to, length);
}

/** This fiscal year up to today, the last one, the next one. */
export function fiscalBeside(firstMonth: number, steps: number, today: Day, length: number): Span {
  const { year, month: begun } = partsOf(today);
  const current = firstMonth > 1 && begun >= firstMonth ? year + 1 : year;
  const span = yearFrom(firstMonth, current + steps, length);
  return steps === 0 && span.to > today ? { ...span, to: today } : span;
}
