import { LIMITS } from '../../vocabulary/limits.ts';
import { refusal, shown } from '../refusal.ts';
import { isBranch, type Tree } from './tree.ts';

/*
 * The functions that a statement may call on MySQL and MariaDB. Everything else is refused: files, locks, sleeping,
 * sessions, statements made at run time, XML and spatial functions whose errors quote rows, and what takes memory or
 * time without end.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

export const AGGREGATES = words(`
  COUNT SUM AVG MIN MAX STD STDDEV STDDEV_POP STDDEV_SAMP VAR_POP VAR_SAMP VARIANCE GROUP_CONCAT`);

export const WINDOW_FUNCTIONS = words(`
  ROW_NUMBER RANK DENSE_RANK PERCENT_RANK CUME_DIST NTILE LEAD LAG FIRST_VALUE LAST_VALUE NTH_VALUE`);

export const CALLABLE = words(`
  STDDEV_SAMP STDDEV_POP STDDEV STD VAR_SAMP VAR_POP VARIANCE
  ABS CEIL CEILING FLOOR ROUND TRUNCATE SIGN MOD POW POWER SQRT EXP LN LOG LOG2 LOG10 PI GREATEST LEAST
  SIN COS TAN ASIN ACOS ATAN ATAN2 COT DEGREES RADIANS
  COALESCE IFNULL NULLIF IF ISNULL
  LOWER UPPER LCASE UCASE TRIM LTRIM RTRIM LENGTH CHAR_LENGTH CHARACTER_LENGTH CONCAT CONCAT_WS LEFT RIGHT SUBSTRING
  SUBSTR MID SUBSTRING_INDEX LOCATE INSTR STRCMP REVERSE REPLACE LPAD RPAD FIELD FIND_IN_SET ASCII
  DATE YEAR QUARTER MONTH DAY DAYOFMONTH DAYOFWEEK DAYOFYEAR WEEKDAY WEEK WEEKOFYEAR YEARWEEK LAST_DAY MAKEDATE
  HOUR MINUTE SECOND DATE_FORMAT DATEDIFF DATE_ADD DATE_SUB ADDDATE SUBDATE TIMESTAMPDIFF TO_DAYS FROM_DAYS STR_TO_DATE
  DAYNAME MONTHNAME EXTRACT EXISTS ALL ANY SOME CURRENT_DATE CURDATE`);

/** Their result grows with a number in their arguments, which is therefore written out. */
const PADDED = words('LPAD RPAD');
const TIME_UNITS = words('DAY WEEK MONTH QUARTER YEAR HOUR MINUTE SECOND');

const INSTEAD: Readonly<Record<string, string>> = {
  NOW: 'the same statement must give the same rows; write the day, or use CURRENT_DATE',
  RAND: 'the same statement must give the same rows',
  REPEAT: 'it can take memory without end; use LPAD or RPAD',
  SLEEP: 'a statement does not wait',
};

/** Throws a Problem for a function that may not be called. */
export function assertCallable(name: string, allowed: ReadonlySet<string>): void {
  const upper = name.toUpperCase();
  if (allowed.has(upper)) return;
  throw refusal(
    `The function ${shown(name.toLowerCase())}`,
    (Object.hasOwn(INSTEAD, upper) ? INSTEAD[upper] : undefined) ?? 'only functions for calculating are',
  );
}

/** Throws a Problem for arguments that make a call large. */
export function assertSmall(name: string, args: readonly Tree[]): void {
  const upper = name.toUpperCase();
  if (PADDED.has(upper)) {
    const width = numberOf(args[1]);
    if (width === null || width > LIMITS.sql_padding_chars_max)
      throw refusal(
        'LPAD or RPAD like this',
        `write the width as a number up to ${LIMITS.sql_padding_chars_max}`,
      );
  }
  if (upper === 'REPLACE') {
    const by = textOf(args[2]);
    if (by === null || by.length > LIMITS.sql_replacement_chars_max)
      throw refusal(
        'REPLACE like this',
        `write at most ${LIMITS.sql_replacement_chars_max} characters in its place, as text`,
      );
  }
}

/** LIKE with several wildcards takes time that grows with a power of their number; a pattern is written out. */
export function assertPattern(pattern: Tree | undefined): void {
  const text = textOf(pattern);
  if (text === null)
    throw refusal('LIKE with a pattern from a column', 'write the pattern, or use LOCATE(part, text)');
  if (text.split('%').length - 1 > LIMITS.sql_wildcards_max)
    throw refusal(`LIKE with more than ${LIMITS.sql_wildcards_max} wildcards`, 'it could run without end');
}

export function timeUnit(unit: Tree | undefined): string {
  const upper = typeof unit === 'string' ? unit.toUpperCase() : '';
  if (!TIME_UNITS.has(upper)) throw refusal('This unit of time', `there are ${[...TIME_UNITS].join(', ')}`);
  return upper;
}

function textOf(tree: Tree | undefined): string | null {
  if (!isBranch(tree)) return null;
  const isText = tree['type'] === 'single_quote_string' || tree['type'] === 'double_quote_string';
  return isText && typeof tree['value'] === 'string' ? tree['value'] : null;
}

function numberOf(tree: Tree | undefined): number | null {
  const value = isBranch(tree) && tree['type'] === 'number' ? tree['value'] : null;
  return typeof value === 'number' ? value : null;
}
