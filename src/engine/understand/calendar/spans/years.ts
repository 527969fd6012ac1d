import type { Token } from '../../tokens.ts';
import { fullYear, yearOf } from '../dates.ts';
import { monthSpan } from '../words.ts';
import { type Reader, type Span, spanOf } from './span.ts';

/** `2016`, `CY16`, `calendar year 2016`, `the year 2016`. */
export const namedYear: Reader = (tokens, at) => {
  const token = tokens[at];
  const plain = yearOf(token) ?? shortYear(token);
  if (plain !== null) return yearSpan(plain, 1);
  const short = /^cy(\d{2}|\d{4})$/.exec(token?.norm ?? '');
  if (short) return yearSpan(fullYear(short[1]), 1);
  const lead = ['calendar', 'full'].includes(token?.norm ?? '') ? 1 : 0;
  const word = tokens[at + lead]?.stem;
  const bare = token?.norm === 'calendar' ? yearOf(tokens[at + 1]) : null;
  if (bare !== null) return yearSpan(bare, 2);
  if (word !== 'year' && word !== 'jahr') return null;
  const named = yearOf(tokens[at + lead + 1]);
  return named === null ? null : yearSpan(named, lead + 2);
};

/** `'24`; no number without an apostrophe. */
export function shortYear(token: Token | undefined): number | null {
  return token?.kind === 'number' && /^\d{2}$/.test(token.text) && token.apostrophe
    ? fullYear(token.text)
    : null;
}

function yearSpan(value: number, length: number): Span {
  const { from, to } = monthSpan(value, 1, 12);
  return spanOf('year', from, to, length);
}
