import { addDays } from '../../../../vocabulary/day.ts';
import { readNumber } from '../../numbers.ts';
import { pastUnits, unitOf } from '../words.ts';
import type { Form } from './form.ts';

const OLDER: ReadonlySet<string> = new Set(['older', 'longer', 'more']);
const YOUNGER: ReadonlySet<string> = new Set(['younger', 'newer', 'less']);

/** `older than two years`, `for more than a year`, `over 3 years old`, `less than six months old`: when it began. */
export const age: Form = (tokens, at, today) => {
  const lead = tokens[at]?.norm === 'for' || tokens[at]?.norm === 'held' ? at + 1 : at;
  const word = tokens[lead]?.norm ?? '';
  const compares = (OLDER.has(word) || YOUNGER.has(word)) && tokens[lead + 1]?.norm === 'than';
  const bare = word === 'over' || word === 'under';
  if (!compares && !bare) return [];
  const from = lead + (compares ? 2 : 1);
  const number = readNumber(tokens, from);
  const isOne = ['a', 'an'].includes(tokens[from]?.norm ?? '');
  const unitAt = from + (isOne ? 1 : (number?.length ?? 0));
  const unit = unitOf(tokens[unitAt]?.stem ?? '');
  const count = isOne ? 1 : Number(number?.value ?? 0);
  if (unit === null || !Number.isInteger(count) || count < 1 || count > 1200) return [];
  const after = tokens[unitAt + 1]?.norm ?? '';
  const isAge = after === 'old' || after === 'ago';
  // 'More than a year' alone may be said of anything.
  if (!isAge && lead === at && word !== 'older' && word !== 'younger' && word !== 'newer') return [];
  const older = OLDER.has(word) || word === 'over';
  const within = pastUnits(unit, count, today);
  const words = `${count === 1 ? `a ${unit}` : `${String(count)} ${unit}s`} ago`;
  const period = older
    ? { from: null, to: addDays(within.from, -2), label: `more than ${words}` }
    : { from: addDays(within.from, -1), to: today, label: `less than ${words}` };
  return [
    {
      period: { kind: 'range', unit: null, other: null, aged: true, ...period },
      length: unitAt + (isAge ? 2 : 1) - at,
      span: null,
    },
  ];
};
