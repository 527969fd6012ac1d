import { deeper } from '../bounds.ts';
import { Problem } from '../../vocabulary/problem.ts';
import { refusal, shown } from '../refusal.ts';
import {
  AGGREGATES,
  assertCallable,
  assertPattern,
  assertSmall,
  CALLABLE,
  timeUnit,
  WINDOW_FUNCTIONS,
} from './functions.ts';
import { withOneRow } from './one-row.ts';
import { printOrder, printOver } from './windows.ts';
import {
  branch,
  isBranch,
  isList,
  itemsOf,
  quoted,
  unknown,
  withoutMoreParentheses,
  wordOf,
  type Branch,
  type Tree,
} from './tree.ts';
import { printList, type Print, type Walk } from './walk.ts';

/*
 * Expressions, judged and printed anew. Operators stand in the order in which they were written, with the parentheses
 * that were written and no others: which of them binds more tightly is for the server to say, as it always was.
 */

const OPERATORS = new Set(
  '+ - * / % DIV MOD = <> != < <= > >= AND OR XOR IS|IS NOT|IN|NOT IN|BETWEEN|NOT BETWEEN|LIKE|NOT LIKE'
    .split('|')
    .flatMap((part, at) => (at === 0 ? part.split(' ') : [part])),
);
const PREFIXES = new Set(['NOT', '-', '+']);
const TYPES = new Set('CHAR SIGNED UNSIGNED DECIMAL DOUBLE DATE DATETIME'.split(' '));
const INSTEAD: Readonly<Record<string, string>> = {
  '||': 'it means OR on some servers; use CONCAT or OR',
  REGEXP: 'it could run without end; use LIKE or LOCATE',
  RLIKE: 'it could run without end; use LIKE or LOCATE',
  '->': 'columns hold plain values',
};

/** What stands once a node has been told apart by its type. */
const BY_TYPE: Readonly<Record<string, Print>> = {
  column_ref: printColumn,
  number: (tree, walk) => printNumber(branch(tree, 'number', 'type', 'value', 'parentheses'), walk),
  bigint: (tree, walk) => printNumber(branch(tree, 'number', 'type', 'value', 'parentheses'), walk),
  single_quote_string: printText,
  double_quote_string: printText,
  null: (tree) => (branch(tree, 'NULL', 'type', 'value', 'parentheses'), 'NULL'),
  bool: (tree) =>
    branch(tree, 'boolean', 'type', 'value', 'parentheses')['value'] === true ? 'TRUE' : 'FALSE',
  date: printDate,
  datetime: printDate,
  timestamp: printDate,
  var: printParameter,
  interval: (tree, walk) => {
    const interval = branch(tree, 'INTERVAL', 'type', 'expr', 'unit');
    return `INTERVAL ${walk.expression(interval['expr'], walk)} ${timeUnit(interval['unit'])}`;
  },
  extract: (tree, walk) => {
    const { args } = branch(tree, 'EXTRACT', 'type', 'args', 'parentheses');
    const parts = branch(args, 'EXTRACT', 'field', 'source');
    return `EXTRACT(${timeUnit(parts['field'])} FROM ${walk.expression(parts['source'], walk)})`;
  },
  expr_list: (tree, walk) => {
    const row = branch(tree, 'list', 'type', 'value', 'parentheses');
    return printList(itemsOf(row['value'], 'list'), walk, walk.expression);
  },
  unary_expr: printPrefix,
  binary_expr: printOperator,
  case: printCase,
  cast: printCast,
  aggr_func: printAggregate,
  function: printCall,
};

export const printExpression: Print = (tree, walk) => {
  const inside = deeper(walk);
  if (!isBranch(tree)) throw unknown('without a type');
  if (tree['ast'] !== undefined) return printSubquery({ ...tree, ast: withOneRow(tree['ast']) }, inside);
  const type = tree['type'];
  const print = typeof type === 'string' && Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type] : undefined;
  if (print === undefined) throw unknown(typeof type === 'string' ? type : 'without a type');
  const text = print(tree, inside);
  return tree['parentheses'] === true ? `(${text})` : text;
};

/** A query in parentheses. */
export function printSubquery(tree: Tree | undefined, walk: Walk): string {
  const subquery = branch(tree, 'subquery', 'ast', 'parentheses', 'tableList', 'columnList');
  return `(${walk.query(withoutMoreParentheses(subquery['ast']), walk)})`;
}

function printColumn(tree: Tree | undefined): string {
  const reference = branch(tree, 'column', 'type', 'table', 'column', 'db', 'parentheses');
  if (reference['db'] !== undefined && reference['db'] !== null)
    throw refusal('A column with more than one qualifier', 'write it as column or relation.column');
  if (reference['column'] === '*') throw refusal('* in this place', 'name the columns');
  const name = quoted(reference['column']);
  const table = reference['table'];
  return table === null || table === undefined ? name : `${quoted(table)}.${name}`;
}

function printNumber({ value }: Branch, walk: Walk): string {
  const text = wordOf(value);
  const exact =
    typeof value === 'string' || (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER);
  if (walk.depth < 0 || !exact || !/^-?\d{1,65}(\.\d{1,30})?$/.test(text))
    throw refusal(`The number ${shown(text)}`, 'write it out with digits and a point');
  return text;
}

/** The parser keeps doubled quotes as they are; a backslash would be read in two ways. */
function printText(tree: Tree | undefined, walk: Walk): string {
  const { type, value } = branch(tree, 'text', 'type', 'value', 'parentheses', 'escape');
  const given = typeof value === 'string' ? value : '';
  // A control character was none in the statement, so it was written with a backslash that the parser has read.
  if (given.includes('\\') || /[^\P{Cc}\t\n\r]/u.test(given))
    throw refusal('A backslash in a text', 'it could be read in two ways');
  const text = type === 'single_quote_string' ? given.replaceAll("''", "'") : given;
  if (type !== 'single_quote_string' && given.includes('"'))
    throw refusal('A quote in a text like this', 'write texts between single quotes');
  walk.statement.texts.add(text);
  return `'${text.replaceAll("'", "''")}'`;
}

function printDate(tree: Tree | undefined): string {
  const { type, value } = branch(tree, 'date', 'type', 'value', 'parentheses');
  if (typeof value !== 'string' || !/^[\d :.-]{1,30}$/.test(value))
    throw refusal('This date', "write it as DATE '2026-03-31'");
  return `${type === 'date' ? 'DATE' : 'TIMESTAMP'} '${value}'`;
}

function printParameter(tree: Tree | undefined, { statement }: Walk): string {
  const { name, prefix } = branch(
    tree,
    'variable',
    'type',
    'name',
    'prefix',
    'members',
    'quoted',
    'parentheses',
  );
  if (prefix !== '$' || typeof name !== 'number' || !Number.isInteger(name) || name < 1)
    throw refusal('A variable', 'a statement knows nothing of its session; number parameters as $1, $2');
  if (name > statement.parameters.length)
    throw new Problem('sql_invalid', `There is no value for the parameter $${name}; give one.`);
  statement.parametersUsed.add(name);
  return `$${name}`;
}

function printPrefix(tree: Tree | undefined, walk: Walk): string {
  const { operator, expr } = branch(tree, 'operator', 'type', 'operator', 'expr', 'parentheses');
  if (operator === 'NOT EXISTS' || operator === 'EXISTS') return `${operator} ${printSubquery(expr, walk)}`;
  if (typeof operator !== 'string' || !PREFIXES.has(operator)) throw operatorRefusal(operator);
  return `${operator} ${walk.expression(expr, walk)}`;
}

function printOperator(tree: Tree | undefined, walk: Walk): string {
  const { operator, left, right } = branch(
    tree,
    'operator',
    'type',
    'operator',
    'left',
    'right',
    'parentheses',
  );
  if (typeof operator !== 'string' || !OPERATORS.has(operator)) throw operatorRefusal(operator);
  const first = walk.expression(left, walk);
  if (operator.endsWith('BETWEEN')) {
    const [low, high, more] = itemsOf(branch(right, operator, 'type', 'value')['value'], operator);
    if (more !== undefined) throw unknown(operator);
    return `${first} ${operator} ${walk.expression(low, walk)} AND ${walk.expression(high, walk)}`;
  }
  if (operator.endsWith('IN')) return `${first} ${operator} ${printIn(right, walk)}`;
  if (!operator.endsWith('LIKE')) return `${first} ${operator} ${walk.expression(right, walk)}`;
  assertPattern(right);
  return `${first} ${operator} ${walk.expression(right, walk)}${printEscape(right, walk)}`;
}

function printIn(tree: Tree | undefined, walk: Walk): string {
  const items = itemsOf(branch(tree, 'IN', 'type', 'value', 'parentheses')['value'], 'IN');
  const [only] = items;
  if (items.length === 1 && isBranch(only) && only['ast'] !== undefined) return printSubquery(only, walk);
  return `(${printList(items, walk, walk.expression)})`;
}

function printEscape(pattern: Tree | undefined, walk: Walk): string {
  const escape = isBranch(pattern) ? pattern['escape'] : undefined;
  if (escape === undefined || escape === null) return '';
  return ` ESCAPE ${printText(branch(escape, 'ESCAPE', 'type', 'value')['value'], walk)}`;
}

function operatorRefusal(operator: Tree | undefined): Error {
  const name = typeof operator === 'string' ? operator : '';
  const why = Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined;
  return refusal(`The operator ${shown(name)}`, why ?? 'it is not known to be safe');
}

function printCase(tree: Tree | undefined, walk: Walk): string {
  const chosen = branch(tree, 'CASE', 'type', 'expr', 'args', 'parentheses');
  const parts = itemsOf(chosen['args'], 'CASE').map((part) => {
    const { type, cond, result } = branch(part, 'CASE', 'type', 'cond', 'result');
    const then = walk.expression(result, walk);
    return type === 'else' ? `ELSE ${then}` : `WHEN ${walk.expression(cond, walk)} THEN ${then}`;
  });
  const { listItems } = walk.statement.bounds;
  if (parts.length > listItems) throw refusal(`CASE with more than ${listItems} branches`, 'join them');
  const of = chosen['expr'];
  return `CASE ${of === null || of === undefined ? '' : `${walk.expression(of, walk)} `}${parts.join(' ')} END`;
}

function printCast(tree: Tree | undefined, walk: Walk): string {
  const cast = branch(tree, 'CAST', 'type', 'keyword', 'expr', 'symbol', 'target', 'parentheses');
  const [target, more] = itemsOf(cast['target'], 'CAST');
  const { dataType, length, scale, suffix } = branch(
    target,
    'type',
    'dataType',
    'length',
    'scale',
    'parentheses',
    'suffix',
  );
  const type = typeof dataType === 'string' ? dataType.toUpperCase() : '';
  const isPlain = suffix === undefined || suffix === null || itemsOf(suffix, 'CAST').length === 0;
  if (cast['keyword'] !== 'cast' || more !== undefined || !TYPES.has(type) || !isPlain)
    throw refusal('A conversion to this type', `cast to ${[...TYPES].join(', ')}`);
  const sizes = [length, scale].filter(
    (size) => typeof size === 'number' && Number.isInteger(size) && size >= 0,
  );
  return `CAST(${walk.expression(cast['expr'], walk)} AS ${type}${sizes.length > 0 ? `(${sizes.map(wordOf).join(', ')})` : ''})`;
}

function printAggregate(tree: Tree | undefined, walk: Walk): string {
  const { name, args, over } = branch(tree, 'aggregate', 'type', 'name', 'args', 'over', 'parentheses');
  if (typeof name !== 'string') throw unknown('without a name');
  assertCallable(name, AGGREGATES);
  const given = branch(args, name, 'expr', 'distinct', 'orderby', 'separator');
  const distinct = given['distinct'] === 'DISTINCT' ? 'DISTINCT ' : '';
  const order = itemsOf(given['orderby'], 'ORDER BY');
  const separator = given['separator'];
  const text = [
    `${distinct}${printCounted(given['expr'], walk)}`,
    ...(order.length > 0 ? [`ORDER BY ${printOrder(order, walk)}`] : []),
    ...(separator === null || separator === undefined
      ? []
      : [`SEPARATOR ${printText(branch(separator, 'SEPARATOR', 'keyword', 'value')['value'], walk)}`]),
  ].join(' ');
  return `${name.toUpperCase()}(${text})${printOver(over, walk)}`;
}

function printCounted(tree: Tree | undefined, walk: Walk): string {
  if (isBranch(tree) && tree['type'] === 'star') return (branch(tree, '*', 'type', 'value'), '*');
  return walk.expression(tree, walk);
}

function printCall(tree: Tree | undefined, walk: Walk): string {
  const call = branch(tree, 'function', 'type', 'name', 'args', 'over', 'parentheses');
  const name = nameOfCall(call['name']);
  const list = call['args'];
  const args =
    list === null || list === undefined ? [] : itemsOf(branch(list, name, 'type', 'value')['value'], name);
  const over = call['over'];
  if (name.toUpperCase() === 'NOT' && args.length === 1) return `NOT (${walk.expression(args[0], walk)})`;
  const windowed = over !== null && over !== undefined;
  assertCallable(name, windowed ? WINDOW_FUNCTIONS : CALLABLE);
  assertSmall(name, args);
  return `${name.toUpperCase()}(${printArguments(name.toUpperCase(), args, walk)})${printOver(over, walk)}`;
}

function nameOfCall(tree: Tree | undefined): string {
  const parts = itemsOf(branch(tree, 'function', 'name')['name'], 'function');
  const [part] = parts;
  const { value } = branch(part, 'function', 'type', 'value');
  if (parts.length !== 1 || typeof value !== 'string') throw refusal('A qualified function', 'name it alone');
  return value;
}

function printArguments(name: string, args: readonly Tree[], walk: Walk): string {
  if (['EXISTS', 'ALL', 'ANY', 'SOME'].includes(name)) {
    const [query, more] = args;
    if (more !== undefined || !isBranch(query)) throw unknown(name);
    return printSubquery(query, walk).slice(1, -1);
  }
  if (name === 'TIMESTAMPDIFF' && isBranch(args[0])) {
    return [timeUnit(args[0]['value']), printList(args.slice(1), walk, walk.expression)].join(', ');
  }
  const words = args.map((arg) =>
    isBranch(arg) && arg['type'] === 'origin' ? wordOf(arg['value']).toUpperCase() : '',
  );
  if (name === 'TRIM' && args.length === 4 && /^(BOTH|LEADING|TRAILING),,FROM,$/.test(words.join(','))) {
    return `${words[0] ?? ''} ${walk.expression(args[1], walk)} FROM ${walk.expression(args[3], walk)}`;
  }
  return isList(args) ? printList(args, walk, walk.expression) : '';
}
