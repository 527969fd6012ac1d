import type { Watch } from '../../vocabulary/saved-question.ts';
import { type AlertWords, afterOpening } from './alert-words.ts';

type Condition = Extract<Watch, { kind: 'condition' }>;

const MARK =
  /\s+(?:is|are|goes|go|gets|get|falls|fall|drops|drop|rises|rise|climbs|climb)?\s*(above|over|more\s+than|greater\s+than|at\s+least|below|under|less\s+than|at\s+most|>=|<=|>|<)\s+([$€£]?\s*[\d][\d,.]*)\s*(k|m|bn|thousand|million|billion)?\s*(%|percent|per\s+cent)?\s*\.?$/i;
const COMPARISONS: Readonly<Record<string, Condition['comparison']>> = {
  above: '>',
  over: '>',
  'more than': '>',
  'greater than': '>',
  '>': '>',
  'at least': '>=',
  '>=': '>=',
  below: '<',
  under: '<',
  'less than': '<',
  '<': '<',
  'at most': '<=',
  '<=': '<=',
};
const ZEROS: Readonly<Record<string, number>> = { k: 3, thousand: 3, m: 6, million: 6, bn: 9, billion: 9 };
const RATES = /\b(return|weight|share|yield|drift|volatility|drawdown|rate|percent|turnover|performance)\b/i;

/** 'Tell me when cash is above 5 %', read; null where the words name no mark. */
export function readCondition(text: string): AlertWords<Condition> | null {
  // The blank in front lets a mark without a subject be found as one.
  const words = ` ${afterOpening(text) ?? ''}`;
  const mark = MARK.exec(words);
  if (!mark) return null;
  const subject = words
    .slice(0, mark.index)
    .trim()
    .replace(/^(?:the|my|our) /i, '');
  const comparison = COMPARISONS[(mark[1] ?? '').toLowerCase().replaceAll(/\s+/g, ' ')];
  const number = decimalOf(mark[2] ?? '');
  if (subject === '' || comparison === undefined || number === null) return null;
  const isPercent = mark[4] !== undefined;
  const zeros = ZEROS[(mark[3] ?? '').toLowerCase()] ?? 0;
  return {
    // A percentage of an amount is its share of everything.
    question:
      isPercent && !RATES.test(subject) ? `What is the share of ${subject}?` : `What is the ${subject}?`,
    watch: {
      kind: 'condition',
      comparison,
      value: shifted(number, isPercent ? -2 : zeros),
      unit: isPercent ? 'percent' : 'number',
    },
  };
}

function decimalOf(text: string): string | null {
  const plain = text.replaceAll(/[$€£\s,]/g, '');
  return /^\d+(\.\d+)?$/.test(plain) ? plain : null;
}

/** The decimal times ten to the power of `places`, exactly. */
function shifted(decimal: string, places: number): string {
  const [whole = '0', fraction = ''] = decimal.split('.');
  const digits = `${'0'.repeat(Math.max(0, -places))}${whole}${fraction}${'0'.repeat(Math.max(0, places))}`;
  const point = digits.length - fraction.length - Math.max(0, places) + places;
  const [left, right] = [digits.slice(0, point), digits.slice(point)];
  const trimmed = right.replace(/0+$/, '');
  return `${left.replace(/^0+(?=\d)/, '')}${trimmed === '' ? '' : `.${trimmed}`}`;
}
