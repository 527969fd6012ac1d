import { deeper } from '../bounds.ts';
import { RELATIONS } from '../../model/relations.ts';
import { lowerName } from '../lower-name.ts';
import { limit, refusal, shown } from '../refusal.ts';
import { printSubquery } from './expressions.ts';
import {
  branch,
  isBranch,
  isList,
  itemsOf,
  quoted,
  unknown,
  wordOf,
  type Branch,
  type Tree,
} from './tree.ts';
import { printList, type Print, type Walk } from './walk.ts';
import { assertSortable, printNamedWindows, printOrder } from './windows.ts';

/* Queries, judged and printed anew: every relation by the query that stands for it, every WITH by a name of its own. */

const SET_OPERATORS = new Set(['union', 'union all', 'union distinct', 'except', 'intersect']);
const JOINS = new Set(['INNER JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'CROSS JOIN']);
const QUERY_FIELDS = (
  'with type options distinct columns into from where groupby having orderby limit locking_read window _next set_op ' +
  '_orderby _limit parentheses_symbol'
).split(' ');
const SOURCE_FIELDS = 'db table as join on using expr prefix type'.split(' ');
const ACCOUNT = 'account_id';

export const printQuery: Print = (tree, outer) => {
  if (isBranch(tree) && tree['type'] !== 'select')
    throw refusal(shown(wordOf(tree['type']).toUpperCase()), 'one SELECT can be run, and nothing else');
  const query = branch(tree, 'query', ...QUERY_FIELDS);
  assertReads(query);
  const { text: withText, walk } = printCtes(itemsOf(query['with'], 'WITH'), deeper(outer));
  const own = printSelect(query, walk);
  const parts = [query['parentheses_symbol'] === true ? `(${own})` : own];
  if (query['_next'] !== undefined) {
    const operator = query['set_op'];
    if (typeof operator !== 'string' || !SET_OPERATORS.has(operator)) throw unknown('between two queries');
    walk.statement.fillsAccountId = true;
    parts.push(operator.toUpperCase(), printQuery(query['_next'], walk));
  }
  parts.push(...printEnd(query['_orderby'], query['_limit'], walk));
  return `${withText}${parts.join(' ')}`;
};

function assertReads(query: Branch): void {
  if (isBranch(query['into'])) {
    const extra = Object.entries(query['into']).find(([, value]) => value !== null);
    if (extra !== undefined) throw refusal('INTO', 'a statement writes nothing');
  }
  if (query['locking_read'] !== null)
    throw refusal('FOR UPDATE or LOCK IN SHARE MODE', 'a statement locks nothing');
  if (query['options'] !== null) throw refusal('An option after SELECT', 'leave it out');
}

function printCtes(items: readonly Tree[], walk: Walk): { readonly text: string; readonly walk: Walk } {
  const { statement } = walk;
  let { ctes } = walk;
  const printed: string[] = [];
  let isRecursive = false;
  for (const item of items) {
    const cte = branch(item, 'WITH', 'name', 'stmt', 'columns', 'recursive');
    if (cte['recursive'] === true) isRecursive = true;
    const name = branch(cte['name'], 'WITH', 'type', 'value')['value'];
    if (typeof name !== 'string') throw unknown('WITH');
    statement.ctesCounted += 1;
    if (statement.ctesCounted > statement.bounds.ctes)
      throw limit(`it has more than ${statement.bounds.ctes} WITH queries`);
    const printedAs = `with_${statement.ctesCounted}`;
    const seen = ctes.with(name, printedAs);
    // Only RECURSIVE lets a query see itself.
    const body = printSubquery(cte['stmt'], { ...walk, ctes: isRecursive ? seen : ctes });
    if (/ (?:EXCEPT|INTERSECT) /.test(body)) statement.readOnce.add(printedAs);
    printed.push(`${printedAs}${printNames(cte['columns'], walk)} AS ${body}`);
    ctes = seen;
  }
  if (printed.length === 0) return { text: '', walk };
  return { text: `WITH ${isRecursive ? 'RECURSIVE ' : ''}${printed.join(', ')} `, walk: { ...walk, ctes } };
}

function printNames(columns: Tree | undefined, walk: Walk): string {
  const items = itemsOf(columns, 'WITH');
  if (items.length === 0) return '';
  const names = items.map((item) => branch(item, 'WITH', 'type', 'column', 'table')['column']);
  if (names.some(isAccountId)) walk.statement.fillsAccountId = true;
  return ` (${names.map(quoted).join(', ')})`;
}

function printSelect(query: Branch, outer: Walk): string {
  const walk = { ...outer, windows: new Set<string>() };
  const distinct = query['distinct'];
  if (distinct !== null && distinct !== 'DISTINCT') throw unknown('DISTINCT');
  // Otherwise the server orders joins by what it knows of whole tables, and with the order what is computed at all, and
  // may fail: that would tell of others' rows.
  const order = walk.statement.inWrittenOrder && query['from'] !== null ? 'STRAIGHT_JOIN ' : '';
  const groups = query['groupby'];
  const windows = isBranch(query['window']) ? printNamedWindows(query['window'], walk) : null;
  const text = [
    `SELECT ${distinct === null ? '' : 'DISTINCT '}${order}${printList(itemsOf(query['columns'], 'SELECT'), walk, printItem)}`,
    ...(query['from'] === null ? [] : [`FROM ${printFrom(query['from'], walk)}`]),
    ...clause('WHERE', query['where'], walk),
    ...(isBranch(groups) ? [printGroups(groups, walk)] : []),
    ...clause('HAVING', query['having'], walk),
    ...(windows === null ? [] : [windows.text]),
    ...printEnd(query['orderby'], query['limit'], walk),
  ].join(' ');
  assertSortable(walk.windows, windows?.named ?? new Map());
  return text;
}

function clause(word: string, tree: Tree | undefined, walk: Walk): string[] {
  return tree === null || tree === undefined ? [] : [`${word} ${walk.expression(tree, walk)}`];
}

function printItem(tree: Tree | undefined, walk: Walk): string {
  const { expr, as } = branch(tree, 'column', 'expr', 'as', 'type');
  if (isBranch(expr) && expr['type'] === 'column_ref' && expr['column'] === '*') {
    const star = branch(expr, '*', 'type', 'table', 'column');
    return star['table'] === null ? '*' : `${quoted(star['table'])}.*`;
  }
  const text = walk.expression(expr, walk);
  if (as === null) return text;
  const isRead = isBranch(expr) && expr['type'] === 'column_ref' && isAccountId(expr['column']);
  if (isAccountId(as) && !isRead) walk.statement.fillsAccountId = true;
  return `${text} AS ${quoted(as)}`;
}

function printFrom(tree: Tree | undefined, walk: Walk): string {
  if (!isList(tree)) throw refusal('Relations in parentheses', 'join them one after the other');
  return tree.map((item, at) => `${at === 0 ? '' : joinBefore(item)}${printSource(item, walk)}`).join('');
}

function joinBefore(tree: Tree): string {
  const join = isBranch(tree) ? tree['join'] : undefined;
  if (join === undefined) return ', ';
  if (typeof join !== 'string' || !JOINS.has(join))
    throw refusal('A join of this kind', 'use JOIN, LEFT or RIGHT JOIN');
  return ` ${join} `;
}

function printSource(tree: Tree, walk: Walk): string {
  const source = branch(tree, 'FROM', ...SOURCE_FIELDS);
  const named = source['expr'] === undefined ? printRelation(source, walk) : printDerived(source, walk);
  const using = itemsOf(source['using'], 'USING').map((item) =>
    quoted(branch(item, 'USING', 'type', 'value')['value']),
  );
  if (using.length > 0) return `${named} USING (${using.join(', ')})`;
  return [named, ...clause('ON', source['on'], walk)].join(' ');
}

function printDerived(source: Branch, walk: Walk): string {
  const prefix = source['prefix'];
  if (prefix !== undefined && prefix !== null && prefix !== 'LATERAL') throw unknown('before a subquery');
  return `${prefix === 'LATERAL' ? 'LATERAL ' : ''}${printSubquery(source['expr'], walk)} AS ${quoted(source['as'])}`;
}

/** A name in FROM: a WITH query that can be seen here, or else a relation, which its limited query replaces. */
function printRelation(source: Branch, walk: Walk): string {
  const { statement } = walk;
  if (source['type'] === 'dual') return 'DUAL';
  if (source['type'] !== undefined) throw unknown(wordOf(source['type']));
  if (source['db'] !== null)
    throw refusal(
      'A relation with a schema or catalog before it',
      'name the relation alone, as in FROM accounts',
    );
  statement.tablesCounted += 1;
  if (statement.tablesCounted > statement.bounds.relations)
    throw limit(`it names more than ${statement.bounds.relations} relations`);
  const received = source['table'];
  if (typeof received !== 'string') throw unknown('without a name');
  const alias = quoted(typeof source['as'] === 'string' ? source['as'] : received);
  const cte = walk.ctes.find(received);
  if (cte !== null) {
    assertReadOnce(cte, statement);
    return `${cte} AS ${alias}`;
  }
  const name = lowerName(received);
  const relation = RELATIONS.get(name);
  if (relation === undefined)
    throw refusal(`The relation ${shown(received)}`, `there are ${[...RELATIONS.keys()].join(', ')}`);
  statement.relations.add(name);
  return `(${statement.replacement(relation)}) AS ${alias}`;
}

/** MySQL 9 gives other rows of EXCEPT and INTERSECT in a WITH query where that is read a second time. */
function assertReadOnce(cte: string, { readOnce, readAlready }: Walk['statement']): void {
  if (readOnce.has(cte) && readAlready.has(cte))
    throw refusal(
      'A WITH query with EXCEPT or INTERSECT that is read more than once',
      'write it out where it is read',
    );
  readAlready.add(cte);
}

function printGroups(groups: Branch, walk: Walk): string {
  const { columns, modifiers } = branch(groups, 'GROUP BY', 'columns', 'modifiers');
  const rollup = itemsOf(modifiers, 'GROUP BY').filter((modifier) => modifier !== null);
  const words = rollup.map((modifier) => branch(modifier, 'GROUP BY', 'type', 'value')['value']);
  if (words.some((word) => word !== 'with rollup')) throw unknown('GROUP BY');
  const list = printList(itemsOf(columns, 'GROUP BY'), walk, walk.expression);
  return `GROUP BY ${list}${words.length > 0 ? ' WITH ROLLUP' : ''}`;
}

function printEnd(order: Tree | undefined, rows: Tree | undefined, walk: Walk): string[] {
  const items = itemsOf(order, 'ORDER BY');
  return [
    ...(items.length > 0 ? [`ORDER BY ${printOrder(items, walk)}`] : []),
    ...(rows === null || rows === undefined ? [] : printLimit(rows)),
  ];
}

function printLimit(tree: Tree): string[] {
  const { seperator, value } = branch(tree, 'LIMIT', 'seperator', 'value');
  const numbers = itemsOf(value, 'LIMIT').map((item) => {
    const number = branch(item, 'LIMIT', 'type', 'value')['value'];
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0)
      throw refusal('A computed LIMIT or OFFSET', 'write the number');
    return number;
  });
  const [first, second] = numbers;
  if (first === undefined) return [];
  if (second === undefined) return [`LIMIT ${first}`];
  return seperator === ',' ? [`LIMIT ${second} OFFSET ${first}`] : [`LIMIT ${first} OFFSET ${second}`];
}

function isAccountId(tree: Tree | undefined): boolean {
  return typeof tree === 'string' && lowerName(tree) === ACCOUNT;
}
