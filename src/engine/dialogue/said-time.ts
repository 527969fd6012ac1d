import { addDays, dayFrom, parseDay, weekdayOf, type Day } from '../../vocabulary/day.ts';
import { unitAround, unitOf, type Unit } from '../understand/calendar/words.ts';
import type { Context } from './context.ts';

interface Stretch {
  readonly from: Day;
  readonly to: Day;
  /** It stands for the state at its end. */
  readonly isPoint: boolean;
}

const THEN =
  /\b(?:did|do|was|were|had|happened|bought|sold|paid|made|earned|received|hold|own)\b.*?(\b(?:back then|at th(?:at|e) time|then))(?=\s*[?.!]*$)/i;
const THAT_UNIT =
  /\b(?:(?:in|during|for|on|at|over|within)\s+)?that\s+(day|date|week|month|quarter|year|period)\b(?!\s+(?:before|after|earlier|later|prior))/i;
const SINCE_THEN = /\bsince then\b/i;
/** 'That quarter last year' is none of those that were spoken of. */
const OF_OTHER_YEAR =
  /\bthat (?:day|week|month|quarter) (?:of |in )?(?:last|the previous|the prior|the next|the same|a|the following) year\b/i;
/** It says itself which time it means. */
const DATED =
  /\b(?:19|20)\d\d\b|\b(?:last|this|past|previous)\s+(?:day|week|month|quarter|year)|\bto date\b|\bytd\b/i;

/**
 * A question with its 'then', 'that month' and 'since then' written out as the days that were spoken of; as it is where
 * it has no such word. Null where nobody can say which days are meant.
 */
export function withSaidTime(text: string, context: Context): string | null {
  const then = THEN.exec(text);
  if (then?.[1] !== undefined) {
    const stretch = stretchOf(context);
    const at = then.index + then[0].length - then[1].length;
    return stretch && `${text.slice(0, at)}${written(stretch)}${text.slice(at + then[1].length)}`;
  }
  const since = SINCE_THEN.exec(text);
  if (since) {
    const stretch = stretchOf(context);
    return stretch?.isPoint === true ? text.replace(since[0], `since ${stretch.to}`) : null;
  }
  if (OF_OTHER_YEAR.test(text)) return null;
  const that = DATED.test(text) ? null : THAT_UNIT.exec(text);
  if (!that) return text;
  const stretch = stretchOf(context);
  const unit = unitOf(that[1]?.toLowerCase().replace('date', 'day') ?? '');
  const meant = stretch && (unit === null ? stretch : aroundOf(unit, stretch));
  return meant && text.replace(that[0], written(meant));
}

function written({ from, to, isPoint }: Stretch): string {
  if (isPoint) return `as of ${to}`;
  return from === to ? `on ${to}` : `from ${from} to ${to}`;
}

/** The unit in which a stretch lies; null where it lies in more than one. */
function aroundOf(unit: Unit, { from, to, isPoint }: Stretch): Stretch | null {
  if (unit === 'day') return from === to ? { from, to, isPoint } : null;
  const around = unitAround(unit, to);
  return around.from <= from ? { ...around, isPoint: false } : null;
}

/** The time of the one row that was told, 'the best month', or else the one that was asked about. */
function stretchOf({ turn, plan }: Context): Stretch | null {
  if (turn.answer.kind === 'answer' && turn.answer.rows.length === 1) {
    const { columns, rows } = turn.answer;
    const cell = rows[0]?.[columns.findIndex(({ type }) => type === 'period')];
    const told = typeof cell === 'string' ? daysOfCell(cell) : null;
    if (told) return { ...told, isPoint: false };
  }
  const [period, ...more] = plan.periods;
  if (!period || more.length > 0) return null;
  if (period.pointInTime) return { from: period.to, to: period.to, isPoint: true };
  return period.from === null ? null : { from: period.from, to: period.to, isPoint: false };
}

/** Both ends of what a cell of the column `period` stands for. */
function daysOfCell(cell: string): { readonly from: Day; readonly to: Day } | null {
  const [first = '', last] = cell.split('/');
  if (last !== undefined) {
    const [from, to] = [parseDay(first), parseDay(last)];
    return from && to && { from, to };
  }
  const [, year = '', letter = '', number = ''] = /^(\d{4})(?:-([QW])?(\d\d?))?$/.exec(cell) ?? [];
  if (year === '') {
    const day = parseDay(cell);
    return day && { from: day, to: day };
  }
  const value = Number(year);
  if (number === '') return unitAround('year', dayFrom(value, 1, 1));
  if (letter === 'Q') return unitAround('quarter', dayFrom(value, Number(number) * 3, 1));
  if (letter === '') return unitAround('month', dayFrom(value, Number(number), 1));
  const fourth = dayFrom(value, 1, 4);
  return unitAround('week', addDays(fourth, 1 - weekdayOf(fourth) + 7 * (Number(number) - 1)));
}
