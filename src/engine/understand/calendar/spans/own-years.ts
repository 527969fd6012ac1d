import { addDays, addMonths, type Day, dayOf, partsOf } from '../../../../vocabulary/day.ts';
import { ordinalOf, readNumber } from '../../numbers.ts';
import type { Token } from '../../tokens.ts';
import { fullYear, yearOf } from '../dates.ts';
import { dayLabel, monthSpan, STEPS } from '../words.ts';
import type { YearStarts } from '../year-starts.ts';
import { type Reader, type Span, spanOf } from './span.ts';

/** Years that may begin on another day than the first of January, named by the calendar year in which they end. */
type Kind = 'fiscal' | 'tax';

const KINDS: Readonly<Record<string, Kind>> = {
  fiscal: 'fiscal',
  financial: 'fiscal',
  fy: 'fiscal',
  tax: 'tax',
};

/** A split year such as 2023/24 is none of the calendar: where tax years are not said to begin otherwise, on 6 April. */
const SPLIT_TAX_YEAR = '04-06';

/** A year of its own: which one, and how many tokens name it. */
interface Named {
  readonly endsIn: number;
  /** It was written as two calendar years. */
  readonly split: boolean;
  readonly length: number;
}

/** `FY2024`, `fiscal 2024`, `tax year 2023/24`, `2023/24`, `2023-24 tax year`, `FY23/24`. */
export const ownYear: Reader = (tokens, at, _today, starts) => {
  const glued = /^fy(\d{2}|\d{4})$/.exec(tokens[at]?.norm ?? '')?.[1];
  if (glued !== undefined) {
    const split = splitBehind(fullYear(glued), tokens, at);
    return yearOfKind('fiscal', split ?? { endsIn: fullYear(glued), split: false, length: 1 }, starts);
  }
  const kind = KINDS[tokens[at]?.norm ?? ''];
  if (kind !== undefined) {
    const noun = tokens[at + 1]?.stem === 'year' ? 1 : 0;
    if (kind === 'tax' && noun === 0) return null;
    const named = yearNamed(tokens, at + 1 + noun, true);
    return named && yearOfKind(kind, { ...named, length: named.length + 1 + noun }, starts);
  }
  const named = yearNamed(tokens, at, true);
  if (named === null) return null;
  const behind = KINDS[tokens[at + named.length]?.norm ?? ''];
  if (behind !== undefined && tokens[at + named.length + 1]?.stem === 'year')
    return yearOfKind(behind, { ...named, length: named.length + 2 }, starts);
  // '2015 2016' with nothing that says so is two years.
  const isWritten = tokens[at]?.kind === 'number' && tokens[at + 1]?.text.length === 2;
  return named.split && isWritten ? yearOfKind('tax', named, starts) : null;
};

function yearNamed(tokens: readonly Token[], at: number, isKind: boolean): Named | null {
  const token = tokens[at];
  const dashed = isKind && token?.kind === 'date' ? /^(\d{4})-(\d{2})$/.exec(token.norm) : null;
  if (dashed && Number(dashed[2]) === (Number(dashed[1]) + 1) % 100)
    return { endsIn: Number(dashed[1]) + 1, split: true, length: 1 };
  const digits = token?.kind === 'number' && /^\d{2}(?:\d{2})?$/.test(token.text) ? token.text : undefined;
  const split = digits === undefined ? null : splitBehind(fullYear(digits), tokens, at);
  if (split) return split;
  const year = yearOf(token);
  return year === null ? null : { endsIn: year, split: false, length: 1 };
}

/** The `/24` behind 2023. */
function splitBehind(first: number, tokens: readonly Token[], at: number): Named | null {
  const [left, right] = [tokens[at], tokens[at + 1]];
  const isGlued = left !== undefined && right?.kind === 'number' && right.start === left.end + 1;
  const isNext = isGlued && (right.text === String(first + 1) || right.text === String(first + 1).slice(2));
  return isNext ? { endsIn: first + 1, split: true, length: 2 } : null;
}

/** `this tax year`, `last fiscal year`, `the tax year`, `fiscal year to date`, `FYTD`. */
export const ownYearBeside: Reader = (tokens, at, today, starts) => {
  if (tokens[at]?.norm === 'fytd') return upTo(today, yearAround('fiscal', 0, today, starts, 1));
  const steps = STEPS[tokens[at]?.norm ?? ''];
  const start = steps === undefined ? at : at + 1;
  const kind = KINDS[tokens[start]?.norm ?? ''];
  if (kind === undefined || tokens[start + 1]?.norm !== 'year') return null;
  const toDate = tokens[start + 2]?.norm === 'to' && tokens[start + 3]?.norm === 'date' ? 2 : 0;
  const isBare = steps === undefined && toDate === 0;
  if (isBare && (tokens[at - 1]?.norm !== 'the' || yearNamed(tokens, start + 2, true) !== null)) return null;
  const span = yearAround(kind, steps ?? 0, today, starts, start + 2 + toDate - at);
  return (steps ?? 0) === 0 ? upTo(today, span) : span;
};

function upTo(today: Day, span: Span): Span {
  return span.to > today ? { ...span, to: today } : span;
}

/** The year of today, or one beside it. */
function yearAround(kind: Kind, steps: number, today: Day, starts: YearStarts, length: number): Span {
  const { year } = partsOf(today);
  const { from } = spanOfYear(kind, year + 1, starts);
  const isNext = from <= today && from > dayOf(`${year}-01-01`);
  return labelled(kind, (isNext ? year + 1 : year) + steps, false, starts, length);
}

/** Null where a year is written as two that fiscal years do not have. */
function yearOfKind(kind: Kind, { endsIn, split, length }: Named, starts: YearStarts): Span | null {
  return kind === 'fiscal' && split && starts.fiscal === 1
    ? null
    : labelled(kind, endsIn, split, starts, length);
}

function labelled(kind: Kind, endsIn: number, split: boolean, starts: YearStarts, length: number): Span {
  const { from, to } = spanOfYear(kind, endsIn, starts, split);
  const isCalendar = from.endsWith('-01-01');
  const name = isCalendar || kind === 'fiscal' ? String(endsIn) : `${endsIn - 1}/${String(endsIn).slice(2)}`;
  const label = isCalendar ? name : `${kind} year ${name} (${dayLabel(from)} to ${dayLabel(to)})`;
  return spanOf('year', from, to, length, { label });
}

function spanOfYear(
  kind: Kind,
  endsIn: number,
  { fiscal, tax }: YearStarts,
  split = false,
): { from: Day; to: Day } {
  const begin =
    kind === 'fiscal'
      ? `${String(fiscal).padStart(2, '0')}-01`
      : split && tax === '01-01'
        ? SPLIT_TAX_YEAR
        : tax;
  const from = dayOf(`${begin === '01-01' ? endsIn : endsIn - 1}-${begin}`);
  return { from, to: addDays(addMonths(from, 12), -1) };
}

/** `FQ1 2025`, `fiscal Q1`, `first fiscal quarter of 2025`, `Q1 FY25`, `FY25 Q1`, `last fiscal quarter`. */
export const fiscalPart: Reader = (tokens, at, today, starts) => {
  const beside = STEPS[tokens[at]?.norm ?? ''];
  if (beside !== undefined && tokens[at + 1]?.norm === 'fiscal' && tokens[at + 2]?.norm === 'quarter') {
    const now = quarterAround(today, beside, starts);
    return { ...(beside === 0 ? upTo(today, now) : now), length: 3 };
  }
  const leading = fiscalYearNamed(tokens, at, today, starts);
  const start = at + (leading?.length ?? 0);
  const part = partNamed(tokens, start);
  if (part === null) return null;
  const end = start + part.length;
  const joint = ['of', 'in', ','].includes(tokens[end]?.norm ?? '') ? 1 : 0;
  const behind =
    leading ??
    fiscalYearNamed(tokens, end + joint, today, starts) ??
    (part.isFiscal ? plainYear(tokens, end + joint) : null);
  if (behind === null && !part.isFiscal) return null;
  const length = end - at + (behind && leading === null ? joint + behind.length : 0);
  const made = (year: number): Span => partOf(part, year, starts, length);
  if (behind !== null) return made(behind.endsIn);
  const { year } = partsOf(today);
  return [year + 1, year].map(made).find(({ from }) => from <= today) ?? made(year - 1);
};

interface Part {
  readonly letter: 'q' | 'h';
  readonly n: number;
  readonly length: number;
  readonly isFiscal: boolean;
}

/** `FQ1`, `fiscal Q1`, `fiscal quarter 1`, `first fiscal quarter`, `Q1`. */
function partNamed(tokens: readonly Token[], at: number): Part | null {
  const lead = tokens[at]?.norm === 'fiscal' || tokens[at]?.norm === 'financial' ? 1 : 0;
  const code = /^(f?)([qh])([1-4])$/.exec(tokens[at + lead]?.norm ?? '');
  const letter = code?.[2] === 'h' ? 'h' : 'q';
  if (code)
    return fits({ letter, n: Number(code[3]), length: lead + 1, isFiscal: lead > 0 || code[1] === 'f' });
  const number = lead > 0 && tokens[at + 1]?.norm === 'quarter' ? readNumber(tokens, at + 2) : null;
  if (number)
    return fits({ letter: 'q', n: Number(number.value), length: 2 + number.length, isFiscal: true });
  const ordinal = ordinalOf(tokens[at]?.norm ?? '');
  const isFiscal = tokens[at + 1]?.norm === 'fiscal';
  const noun = tokens[at + (isFiscal ? 2 : 1)]?.norm;
  if (ordinal === null || (noun !== 'quarter' && noun !== 'half')) return null;
  return fits({ letter: noun === 'half' ? 'h' : 'q', n: ordinal, length: isFiscal ? 3 : 2, isFiscal });
}

function fits(part: Part): Part | null {
  return Number.isInteger(part.n) && part.n >= 1 && part.n <= (part.letter === 'q' ? 4 : 2) ? part : null;
}

function fiscalYearNamed(tokens: readonly Token[], at: number, today: Day, starts: YearStarts): Named | null {
  const span =
    KINDS[tokens[at]?.norm ?? ''] === 'tax' || yearOf(tokens[at]) !== null
      ? null
      : ownYear(tokens, at, today, starts);
  const lead = tokens[at]?.norm === 'the' ? 1 : 0;
  const whole = span ?? ownYearBeside(tokens, at + lead, today, starts);
  if (whole === null) return null;
  // The year that it ends in, also of one that is told up to today.
  const endsIn = partsOf(addDays(addMonths(whole.from, 12), -1)).year;
  return { endsIn, split: false, length: whole.length + (span ? 0 : lead) };
}

function plainYear(tokens: readonly Token[], at: number): Named | null {
  const year = yearOf(tokens[at]);
  return year === null ? null : { endsIn: year, split: false, length: 1 };
}

function partOf(
  { letter, n }: Pick<Part, 'letter' | 'n'>,
  endsIn: number,
  starts: YearStarts,
  length: number,
): Span {
  const months = letter === 'q' ? 3 : 6;
  const from = addMonths(spanOfYear('fiscal', endsIn, starts).from, (n - 1) * months);
  const to = addDays(addMonths(from, months), -1);
  const unit = letter === 'q' ? 'quarter' : 'half';
  if (starts.fiscal === 1) return spanOf(unit, from, to, length);
  const label = `fiscal ${letter.toUpperCase()}${n} ${endsIn} (${dayLabel(from)} to ${dayLabel(to)})`;
  return spanOf(unit, from, to, length, { label });
}

/** The fiscal quarter of today, or one beside it. */
function quarterAround(today: Day, steps: number, starts: YearStarts): Span {
  const { year, month } = partsOf(today);
  const { from } = monthSpan(year, month, 1);
  const into = (month - starts.fiscal + 12) % 3;
  const begun = addMonths(from, 3 * steps - into);
  const endsIn =
    partsOf(begun).month >= starts.fiscal && starts.fiscal > 1
      ? partsOf(begun).year + 1
      : partsOf(begun).year;
  const n = Math.floor(((partsOf(begun).month - starts.fiscal + 12) % 12) / 3) + 1;
  return partOf({ letter: 'q', n }, endsIn, starts, 1);
}
