import type { Day } from '../../../vocabulary/day.ts';
import type { Token } from '../tokens.ts';
import { age } from './forms/age.ts';
import { asOf, endOf } from './forms/as-of.ts';
import { before } from './forms/before.ts';
import { eachOf } from './forms/each-of.ts';
import type { Form, One } from './forms/form.ts';
import { fromTo } from './forms/from-to.ts';
import { openingStretch } from './forms/opening-stretch.ts';
import { plain } from './forms/plain.ts';
import { sinceForm } from './forms/since.ts';
import { startOf } from './forms/start-of.ts';
import { wholeHistory } from './forms/whole-history.ts';
import type { YearStarts } from './year-starts.ts';

/** Every way to read one period from token `at` on, the longest first. */
export function readOne(
  tokens: readonly Token[],
  at: number,
  today: Day,
  starts: YearStarts,
): readonly One[] {
  const found = FORMS.flatMap((form) => form(tokens, at, today, starts));
  return found.toSorted((a, b) => b.length - a.length).map((read) => withSoFar(read, tokens, at, today));
}

/** A trailing 'so far' or 'to date' changes nothing: a period never reaches past today. */
function withSoFar(read: One, tokens: readonly Token[], at: number, today: Day): One {
  const next = tokens.slice(at + read.length, at + read.length + 2).map((token) => token.norm);
  const isSoFar = ['so far', 'to date', 'until now', 'till now', 'and counting', 'to now'].includes(
    next.join(' '),
  );
  if (!isSoFar || read.period.kind !== 'range') return read;
  const to = read.period.to > today ? today : read.period.to;
  return { ...read, period: { ...read.period, to }, length: read.length + 2 };
}

const FORMS: readonly Form[] = [
  plain,
  asOf,
  endOf,
  startOf,
  sinceForm,
  before,
  fromTo,
  wholeHistory,
  eachOf,
  age,
  openingStretch,
];
