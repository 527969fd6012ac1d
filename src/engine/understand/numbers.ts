import { ORDINALS } from '../../vocabulary/ordinals.ts';
import type { Token } from './tokens.ts';

const UNITS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

const IN_WORDS: ReadonlyMap<string, number> = new Map([
  ...UNITS.map((word, value) => [word, value] as const),
  ...TENS.map((word, tens) => [word, tens * 10] as const).filter(([word]) => word !== ''),
  ['dozen', 12],
  ['hundred', 100],
  ['couple', 2],
  ['zwei', 2],
  ['drei', 3],
  ['funf', 5],
  ['zehn', 10],
]);

const LARGE: Readonly<Record<string, number>> = {
  hundred: 100,
  thousand: 1000,
  million: 1_000_000,
  billion: 1_000_000_000,
};

/** Every word that can be part of a number, for the spelling repair. */
export const NUMBER_WORDS: readonly string[] = [...IN_WORDS.keys(), 'thousand', 'million', 'billion'];

export interface NumberRead {
  /** Exact decimal text. */
  readonly value: string;
  readonly unit: 'none' | 'money' | 'percent';
  readonly currency: string | null;
  /** How many tokens it takes. */
  readonly length: number;
  /** The zeros that its word stands for: 3 of '10k' and '10 thousand'. */
  readonly zeros?: number;
}

const ZEROS: readonly (readonly [RegExp, number])[] = [
  [/\d\s*(?:k|thousand)$/i, 3],
  [/\d\s*(?:m|mm|mn|million)$/i, 6],
  [/\d\s*(?:bn|billion)$/i, 9],
];

/** The zeros of a number's word. */
function zerosOf({ text }: Token): { readonly zeros?: number } {
  const zeros = ZEROS.find(([words]) => words.test(text))?.[1];
  return zeros === undefined ? {} : { zeros };
}

/** The number that starts at token `at`: `5`, `five`, `twenty five`, `$50,000`, `50k`, `ten percent`. */
export function readNumber(tokens: readonly Token[], at: number): NumberRead | null {
  const token = tokens[at];
  if (!token) return null;
  if (token.kind === 'money')
    return {
      value: token.number ?? '0',
      unit: 'money',
      currency: token.currency,
      length: 1,
      ...zerosOf(token),
    };
  if (token.kind === 'percent')
    return { value: token.number ?? '0', unit: 'percent', currency: null, length: 1 };
  const plain = token.kind === 'number' ? { value: token.number ?? '0', length: 1 } : inWords(tokens, at);
  const read = plain ?? withSuffix(token);
  if (!read) return null;
  const next = tokens[at + read.length];
  if (
    next &&
    ['percent', 'pct', 'percentage'].includes(next.stem) &&
    tokens[at + read.length + 1]?.norm !== 'point'
  )
    return { ...read, unit: 'percent', currency: null, length: read.length + 1 };
  const points = pointsBehind(tokens, at + read.length);
  if (points > 0) return { ...read, unit: 'percent', currency: null, length: read.length + points };
  return { ...read, unit: 'none', currency: null, ...zerosOf(token) };
}

/** How many tokens 'points', 'percentage points' or 'pp' take. */
function pointsBehind(tokens: readonly Token[], at: number): number {
  const [first, second] = [tokens[at]?.stem ?? '', tokens[at + 1]?.stem ?? ''];
  if (first === 'pp' || first === 'point') return 1;
  return ['percent', 'percentage', 'pct'].includes(first) && second === 'point' ? 2 : 0;
}

function withSuffix(token: Token): { value: string; length: number } | null {
  const match = /^(\d+(?:\.\d+)?)(k|m|mm|mn|bn)$/.exec(token.norm);
  if (!match || token.upper) return null;
  const zeros = { k: 3, m: 6, mm: 6, mn: 6, bn: 9 }[match[2] ?? ''] ?? 0;
  return { value: `${match[1] ?? '0'}${'0'.repeat(zeros)}`, length: 1 };
}

function inWords(tokens: readonly Token[], at: number): { value: string; length: number } | null {
  let total = 0;
  let current = 0;
  let length = 0;
  // 'A million' is one of them.
  if (['a', 'an'].includes(tokens[at]?.norm ?? '') && LARGE[tokens[at + 1]?.norm ?? ''] !== undefined) {
    current = 1;
    length = 1;
  }
  for (let index = at + length; index < tokens.length && length < 6; index++) {
    const word = tokens[index]?.norm ?? '';
    const large = LARGE[word];
    const value = IN_WORDS.get(word);
    if (large !== undefined && length > 0) {
      if (large === 100) current *= 100;
      else {
        total += current * large;
        current = 0;
      }
    } else if (value !== undefined && (length === 0 || (current >= 20 && current % 10 === 0 && value < 10))) {
      current += value;
    } else break;
    length += 1;
  }
  return length === 0 ? null : { value: String(total + current), length };
}

/** `first` … `tenth`, `1st`, `2nd`, `14th`; null for anything else. */
export function ordinalOf(norm: string): number | null {
  const word = ORDINALS.indexOf(norm);
  if (word > 0) return word;
  const match = /^(\d{1,2})(?:st|nd|rd|th)$/.exec(norm);
  return match ? Number(match[1]) : null;
}
