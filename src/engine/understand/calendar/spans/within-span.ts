import { addDays, type Day, partsOf } from '../../../../vocabulary/day.ts';
import { readNumber } from '../../numbers.ts';
import { monthSpan, pastUnits, type Unit, unitAround, unitBeside, unitOf, unitsAhead } from '../words.ts';
import { rangeSpan, type ReadSpans, type Reader } from './span.ts';

/** `first three months of 2016`, `last two quarters of 2016`. */
export const partOfNamed =
  (readSpans: ReadSpans): Reader =>
  (tokens, at, today, starts) => {
    const side = tokens[at]?.norm;
    if (side !== 'first' && side !== 'last' && side !== 'final') return null;
    const number = readNumber(tokens, at + 1);
    const unitAt = at + 1 + (number?.length ?? 0);
    const unit = unitOf(tokens[unitAt]?.stem ?? '');
    if (!unit || !['of', 'in'].includes(tokens[unitAt + 1]?.norm ?? '')) return null;
    const n = Number(number?.value ?? 1);
    const whole = readSpans(tokens, unitAt + 2, today, starts).find(
      (span) => !span.trailing && span.unit !== 'day',
    );
    if (!whole || !Number.isInteger(n) || n < 1 || n > 400) return null;
    const length = unitAt + 2 - at + whole.length;
    // Weeks of a month are counted from its first day or to its last.
    const isWeeks = unit === 'week' && number !== null;
    const [from, to] = isWeeks
      ? side === 'first'
        ? [whole.from, addDays(whole.from, 7 * n - 1)]
        : [addDays(whole.to, 1 - 7 * n), whole.to]
      : side === 'first'
        ? [whole.from, unitBeside(unit, unitAround(unit, whole.from).from, n - 1).to]
        : [unitBeside(unit, whole.to, 1 - n).from, whole.to];
    return rangeSpan(from < whole.from ? whole.from : from, to > whole.to ? whole.to : to, length);
  };

const UNTIL: ReadonlySet<string> = new Set(['ended', 'ending', 'to', 'until', 'through']);

/** `twelve months ended 31 March 2021`, `the year ending March 2021`, `the 12 months to March`. */
export const unitsUntil =
  (readSpans: ReadSpans): Reader =>
  (tokens, at, today, starts) => {
    const number = readNumber(tokens, at);
    const unitAt = at + (number?.length ?? 0);
    const unit = unitOf(tokens[unitAt]?.stem ?? '');
    const joint = tokens[unitAt + 1]?.norm ?? '';
    const isBare = number === null && joint !== 'ended' && joint !== 'ending';
    if (!unit || !UNTIL.has(joint) || isBare) return null;
    const n = Number(number?.value ?? 1);
    const end = readSpans(tokens, unitAt + 2, today, starts).find(
      (span) => !span.trailing && span.other === null,
    );
    if (!end || !Number.isInteger(n) || n < 1 || n > 400) return null;
    const { from, to } = pastUnits(unit, n, end.to);
    return rangeSpan(wholeMonths(unit, from, to), to, unitAt + 2 - at + end.length, { trailing: true });
  };

const BEFORE: ReadonlySet<string> = new Set(['before', 'preceding', 'prior']);
const AFTER: ReadonlySet<string> = new Set(['after', 'following']);

/** `the 3 months before June 2020`, `the twelve months following March 2020`. */
export const unitsBeside =
  (readSpans: ReadSpans): Reader =>
  (tokens, at, today, starts) => {
    // 'Two years before June' without an article is how long before.
    const number = tokens[at - 1]?.norm === 'the' ? readNumber(tokens, at) : null;
    const unitAt = at + (number?.length ?? 0);
    const unit = unitOf(tokens[unitAt]?.stem ?? '');
    const joint = tokens[unitAt + 1]?.norm ?? '';
    const isBefore = BEFORE.has(joint);
    if (!number || number.unit !== 'none' || !unit || !(isBefore || AFTER.has(joint))) return null;
    const start = unitAt + 2 + (joint === 'prior' && tokens[unitAt + 2]?.norm === 'to' ? 1 : 0);
    const edge = readSpans(tokens, start, today, starts).find(
      (span) => !span.trailing && span.other === null,
    );
    const n = Number(number.value);
    if (!edge || !Number.isInteger(n) || n < 1 || n > 400) return null;
    const length = start - at + edge.length;
    if (isBefore) {
      const to = addDays(edge.from, -1);
      const { from } = pastUnits(unit, n, to);
      return rangeSpan(wholeMonths(unit, from, to), to, length);
    }
    return rangeSpan(addDays(edge.to, 1), unitsAhead(unit, n, edge.to), length);
  };

/** Months that end with a month begin with one. */
function wholeMonths(unit: Unit, from: Day, to: Day): Day {
  const endsMonth = addDays(to, 1).endsWith('-01');
  if (unit === 'day' || unit === 'week' || !endsMonth || from.endsWith('-01')) return from;
  const { year, month: begun } = partsOf(addDays(from, 3));
  return monthSpan(year, begun, 1).from;
}
