import { RELATIONS } from '../../model/relations.ts';

const AMOUNTS: ReadonlySet<string> = new Set(['money', 'quantity', 'price', 'rate', 'fraction', 'double']);

/** Words before a parenthesis that leave a figure what it is, or make no figure of one. */
const KEEPING: ReadonlySet<string> = new Set(
  (
    'and or not in exists any all on using where having when then else by as over filter values from join select ' +
    'union except intersect distinct lateral between like interval partition ' +
    'sum avg min max count median mode stddev stddev_pop stddev_samp variance var_pop var_samp any_value first last ' +
    'arg_max arg_min max_by min_by coalesce ifnull nullif abs greatest least sign ' +
    'row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value ' +
    'year quarter month week day dayofweek dayofmonth dayofyear isodow dayname monthname weekday weekofyear yearweek ' +
    'date_trunc date_part extract date_diff datediff strftime date_format last_day'
  ).split(' '),
);
const TEXTS = /'(?:[^']|'')*'/g;
const CONVERTING = /::|\|\||\/\/|\[|\bdiv\b/i;

/**
 * Whether a statement may show amounts as something else: as text, or as whole numbers. It reads some, and does more
 * with values than adding up, comparing and counting, which leave an amount the type that it has. `relations`: those
 * that it reads.
 */
export function mayHideAmounts(sql: string, relations: readonly string[]): boolean {
  const bare = sql
    .replaceAll(TEXTS, "''")
    .replaceAll(/\(\s*\*\s*\)/g, '()')
    .toLowerCase();
  const words = new Set(bare.match(/[a-z_][a-z0-9_]*/g) ?? []);
  const amounts = relations.flatMap((name) =>
    Object.entries(RELATIONS.get(name)?.columns ?? {}).flatMap(([column, type]) =>
      AMOUNTS.has(type) ? [column] : [],
    ),
  );
  const readsSome = bare.includes('*') || amounts.some((column) => words.has(column));
  if (!readsSome) return false;
  const called = Array.from(bare.matchAll(/([a-z_][a-z0-9_]*)\s*\(/g), ([, word = '']) => word);
  return CONVERTING.test(bare) || called.some((word) => !KEEPING.has(word));
}
