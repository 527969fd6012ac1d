import { readNumber } from '../../numbers.ts';
import { dayLabel, unitAround, unitBeside, unitOf } from '../words.ts';
import { type Form, skipWords } from './form.ts';

const LAST: ReadonlySet<string> = new Set(['last', 'past', 'previous', 'prior', 'preceding']);
const UNITS_MAX = 400;

/** `each of the last three years`, `in every one of the past 6 months`: whole units, this one only where it ends today. */
export const eachOf: Form = (tokens, at, today) => {
  const each = skipWords(tokens, at, ['in', 'for', 'over', 'during', 'at', 'on', 'the', 'end', 'of']);
  if (!['each', 'every', 'any'].includes(tokens[each]?.norm ?? '')) return [];
  const start = skipWords(tokens, each + 1, ['one', 'of', 'the', 'my', 'our', 'these']);
  if (!LAST.has(tokens[start]?.norm ?? '')) return [];
  const number = readNumber(tokens, start + 1);
  const unitAt = start + 1 + (number?.length ?? 0);
  const unit = unitOf(tokens[unitAt]?.stem ?? '');
  const n = Number(number?.value ?? Number.NaN);
  if (!unit || unit === 'half' || !Number.isInteger(n) || n < 1 || n > UNITS_MAX) return [];
  const to = unitAround(unit, today).to === today ? today : unitBeside(unit, today, -1).to;
  const { from } = unitBeside(unit, to, 1 - n);
  const label = `last ${n} ${unit}s (${dayLabel(from)} to ${dayLabel(to)})`;
  return [
    {
      period: { kind: 'range', from, to, label, unit: null, other: null, by: unit },
      length: unitAt + 1 - at,
      span: null,
    },
  ];
};
