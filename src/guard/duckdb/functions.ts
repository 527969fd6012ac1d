import { LIMITS } from '../../vocabulary/limits.ts';
import type { Problem } from '../../vocabulary/problem.ts';
import { judgePattern } from './pattern.ts';
import { refusal, shown } from '../refusal.ts';
import { judgeSeries } from './series.ts';
import { lowerName } from '../lower-name.ts';
import { constantOf, isList, textOf, type Branch, type Tree } from './tree.ts';
import type { Statement } from './walk.ts';

/*
 * The functions that a statement may call. Everything else is refused: reading files, the network, the catalog,
 * settings, statements made at run time, and what runs on after it is told to stop or takes memory without end.
 */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** They see only rows that have been limited, and cannot fail on a row that has not. */
const AGGREGATES = words(`
  sum fsum kahan_sum sumkahan sum_no_overflow avg mean favg min max count count_star count_if countif product
  median mode quantile quantile_cont quantile_disc approx_quantile approx_count_distinct
  stddev stddev_pop stddev_samp variance var_pop var_samp sem mad skewness kurtosis kurtosis_pop entropy
  corr covar_pop covar_samp regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy
  regr_syy bool_and bool_or any_value arbitrary first last arg_max arg_min argmax argmin max_by min_by
  arg_max_null arg_min_null string_agg group_concat listagg list array_agg geomean geometric_mean`);

const WINDOW_FUNCTIONS = words(`
  row_number rank dense_rank rank_dense percent_rank cume_dist ntile lead lag first_value last_value nth_value`);

/** They have a value for every argument, so that it does not matter which rows they are computed on. */
const TOTAL = words(`
  lower upper lcase ucase trim ltrim rtrim length len char_length character_length strlen contains starts_with
  ends_with prefix suffix instr strpos position reverse concat concat_ws left right substring substr
  year month day dayofmonth dayofweek isodow dayofyear quarter week weekofyear yearweek isoyear weekday decade
  century hour minute second epoch date_part datepart date_trunc datetrunc date_diff datediff date_sub datesub
  last_day monthname dayname today greatest least nullif isnan isinf isfinite sign ceil ceiling floor round
  even exp pi degrees radians row / || ^@`);

/** They can fail on some values. */
const PARTIAL = words(`
  split_part translate ascii unicode chr abs make_date age timezone strptime try_strptime date_add
  to_days to_weeks to_months to_quarters to_years to_decades to_hours to_minutes to_seconds
  sqrt cbrt ln log log2 log10 pow power mod fmod fdiv divide add subtract multiply trunc
  sin cos tan asin acos atan atan2 cot list_value list_contains list_has array_length list_extract list_sort unnest
  + - * // % ^ **`);

type Judge = (args: readonly Tree[], statement: Statement) => Problem | null;

/** Functions that are allowed as long as their arguments keep the work small. */
const JUDGED: Readonly<Record<string, Judge>> = {
  min: rowsWanted(1),
  max: rowsWanted(1),
  arg_min: rowsWanted(2),
  arg_max: rowsWanted(2),
  argmin: rowsWanted(2),
  argmax: rowsWanted(2),
  min_by: rowsWanted(2),
  max_by: rowsWanted(2),
  lpad: padding,
  rpad: padding,
  replace: (args) => replacement('replace', args),
  regexp_replace: (args) => replacement('regexp_replace', args),
  regexp_matches: (args) => written('regexp_matches', args),
  regexp_full_match: (args) => written('regexp_full_match', args),
  regexp_extract: (args) => written('regexp_extract', args),
  strftime: (args) => written('strftime', args),
  range: judgeSeries,
  generate_series: judgeSeries,
  '~~': judgePattern,
  '!~~': judgePattern,
  '~~*': judgePattern,
  '!~~*': judgePattern,
  like_escape: judgePattern,
  not_like_escape: judgePattern,
  ilike_escape: judgePattern,
  not_ilike_escape: judgePattern,
};

const JUDGED_AND_TOTAL = words(
  'min max arg_min arg_max argmin argmax min_by max_by lpad rpad replace ~~ !~~ ~~* !~~*',
);
const CANNOT_FAIL: ReadonlySet<string> = new Set([
  ...AGGREGATES,
  ...WINDOW_FUNCTIONS,
  ...TOTAL,
  ...JUDGED_AND_TOTAL,
]);
/** What can be called with rows or values. */
export const CALLABLE: ReadonlySet<string> = new Set([
  ...AGGREGATES,
  ...TOTAL,
  ...PARTIAL,
  ...Object.keys(JUDGED),
]);
/** What can be called with OVER. */
export const WINDOWED: ReadonlySet<string> = new Set([...AGGREGATES, ...WINDOW_FUNCTIONS]);

/** Their first argument names a part of a date; only a written one is known not to fail. */
const WITH_PART: ReadonlySet<string> = new Set(
  words('date_part datepart date_trunc datetrunc date_diff datediff date_sub datesub'),
);

/** The functions that can stand in FROM. */
export const TABLE_FUNCTIONS: ReadonlySet<string> = new Set(['range', 'generate_series', 'unnest']);

/** Why a name is missing, for those that people try in good faith. */
const INSTEAD: Readonly<Record<string, string>> = {
  now: 'the same statement must give the same rows; write the day, or use current_date',
  random: 'the same statement must give the same rows',
  repeat: 'it can take memory without end; use lpad or rpad',
  levenshtein: 'it cannot be stopped once it runs; use contains or ILIKE',
  format: 'it can take memory without end; use || and round',
  printf: 'it can take memory without end; use || and round',
  error: 'it only makes a statement fail',
};

/** Throws a Problem for a function that may not be called so; notes whether the call can fail on a row's value. */
export function judgeCall(call: Branch, statement: Statement): void {
  judgeName(call, CALLABLE, statement);
}

export function judgeWindow(call: Branch, statement: Statement): void {
  judgeName(call, WINDOWED, statement);
}

function judgeName(call: Branch, allowed: ReadonlySet<string>, statement: Statement): void {
  const name = lowerName(textOf(call, 'function_name'));
  const schema = textOf(call, 'schema');
  if (!allowed.has(name) || (schema !== '' && schema !== 'main') || textOf(call, 'catalog') !== '')
    throw refusal(
      `The function ${shown(name)}`,
      Object.hasOwn(INSTEAD, name) ? (INSTEAD[name] ?? '') : 'only functions for calculating are',
    );
  const args = isList(call['children']) ? call['children'] : [];
  if (!CANNOT_FAIL.has(name) || (WITH_PART.has(name) && constantOf(args[0]) === null))
    statement.canFail = true;
  const judge = Object.hasOwn(JUDGED, name) ? JUDGED[name] : undefined;
  const problem = judge?.(args, statement) ?? null;
  if (problem !== null) throw problem;
}

function rowsWanted(position: number): Judge {
  return (args) => {
    const count = args[position];
    if (count === undefined) return null;
    const rows = constantOf(count);
    return typeof rows === 'number' && rows <= LIMITS.sql_list_items_max
      ? null
      : refusal('A number of values here', `write a number up to ${LIMITS.sql_list_items_max}`);
  };
}

function padding(args: readonly Tree[]): Problem | null {
  const width = constantOf(args[1]);
  return typeof width === 'number' && width <= LIMITS.sql_padding_chars_max
    ? null
    : refusal('lpad or rpad like this', `write the width as a number up to ${LIMITS.sql_padding_chars_max}`);
}

function replacement(name: string, args: readonly Tree[]): Problem | null {
  const [search, by] = [constantOf(args[1]), constantOf(args[2])];
  return typeof search === 'string' &&
    typeof by === 'string' &&
    by.length <= LIMITS.sql_replacement_chars_max &&
    args.length <= 4
    ? null
    : refusal(
        `${name} like this`,
        `write what is replaced, and at most ${LIMITS.sql_replacement_chars_max} characters in its place, as text`,
      );
}

function written(name: string, args: readonly Tree[]): Problem | null {
  const texts = args.filter((arg) => typeof constantOf(arg) === 'string');
  return texts.length > 0 &&
    texts.every((arg) => String(constantOf(arg)).length <= LIMITS.sql_pattern_chars_max)
    ? null
    : refusal(`${name} like this`, 'write the pattern as a short text');
}
