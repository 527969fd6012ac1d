import { refusal } from '../refusal.ts';
import { AGGREGATES } from './functions.ts';
import { isBranch, isList, withoutMoreParentheses, wordOf, type Branch, type Tree } from './tree.ts';

const ONE: Branch = { seperator: '', value: [{ type: 'number', value: 1 }] };

/**
 * A query in the place of a value, made to give one row at most. On a second row the server fails, and whether it gets
 * that far depends on the plan, which depends on rows that are out of reach: a failure would tell of them. So a query
 * says itself that it has one row; an aggregate gets a LIMIT as well, for one of columns from outside alone is computed
 * there, and leaves all rows inside. Throws a Problem for a query that may give several.
 */
export function withOneRow(tree: Tree | undefined): Tree {
  const query = withoutMoreParentheses(tree);
  if (!isBranch(query)) return query;
  const end = endOf(query);
  if (isBranch(end) && !(isList(end['value']) && end['value'].length === 0)) {
    if (rowsOf(end) !== 1) throw refusedRows();
    return query;
  }
  const isSingle = query['from'] === null || (!isBranch(query['groupby']) && hasAggregate(query['columns']));
  if (isBranch(query['_next']) || !isSingle) throw refusedRows();
  return { ...query, limit: ONE };
}

/** The LIMIT of the whole: the parser gives that of a UNION to its last query, unless that has parentheses of its own. */
function endOf(query: Branch): Tree | undefined {
  const next = query['_next'];
  if (!isBranch(next)) return query['parentheses_symbol'] === true ? query['_limit'] : query['limit'];
  return isBranch(query['_limit']) ? query['_limit'] : endOf(next);
}

/** `LIMIT 1`, `LIMIT 1 OFFSET 4` and `LIMIT 4, 1` let one row through. */
function rowsOf(limit: Branch): number | null {
  const { seperator, value } = limit;
  if (!isList(value)) return null;
  const rows = value[seperator === ',' ? 1 : 0];
  return isBranch(rows) && typeof rows['value'] === 'number' ? rows['value'] : null;
}

/** Whether something is an aggregate over the rows of this query: not over a window, and not inside a subquery. */
function hasAggregate(tree: Tree | undefined): boolean {
  if (isList(tree)) return tree.some(hasAggregate);
  if (!isBranch(tree) || tree['ast'] !== undefined) return false;
  const isWindow = tree['over'] !== undefined && tree['over'] !== null;
  if (!isWindow && tree['type'] === 'aggr_func') return true;
  if (!isWindow && tree['type'] === 'function' && AGGREGATES.has(nameOf(tree['name']))) return true;
  return Object.values(tree).some(hasAggregate);
}

function nameOf(tree: Tree | undefined): string {
  const parts = isBranch(tree) ? tree['name'] : undefined;
  const first = isList(parts) ? parts[0] : undefined;
  return isBranch(first) ? wordOf(first['value']).toUpperCase() : '';
}

function refusedRows(): Error {
  return refusal(
    'A subquery in the place of a value that may give several rows',
    'take an aggregate of it, as in max(…), or end it with LIMIT 1',
  );
}
