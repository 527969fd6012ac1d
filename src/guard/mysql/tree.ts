import { PHYSICAL_SCHEMA } from '../../store/physical-name.ts';
import { refusal, shown } from '../refusal.ts';

/** A parsed statement as the parser gives it, as plain JSON. */
export type Tree = string | number | boolean | null | readonly Tree[] | Branch;

export interface Branch {
  readonly [field: string]: Tree;
}

export function isBranch(tree: Tree | undefined): tree is Branch {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree);
}

export function isList(tree: Tree | undefined): tree is readonly Tree[] {
  return Array.isArray(tree);
}

/** What a leaf says, as text; nothing for anything else. */
export function wordOf(tree: Tree | undefined): string {
  return typeof tree === 'string' || typeof tree === 'number' ? String(tree) : '';
}

/** The items of a list; nothing at all is an empty one. Throws a Problem for anything else. */
export function itemsOf(tree: Tree | undefined, what: string): readonly Tree[] {
  if (tree === null || tree === undefined) return [];
  if (!isList(tree)) throw unknown(what);
  return tree;
}

/** A node that says no more than the fields that are read: whatever else it holds is refused by its name. */
export function branch(tree: Tree | undefined, what: string, ...read: readonly string[]): Branch {
  if (!isBranch(tree)) throw unknown(what);
  const extra = Object.entries(tree).find(([field, value]) => !read.includes(field) && !isNothing(value));
  if (extra !== undefined) throw unknown(`${what} ${extra[0]}`);
  return tree;
}

function isNothing(tree: Tree): boolean {
  return tree === null || tree === false || tree === '' || (isList(tree) && tree.every(isNothing));
}

/** A query that has parentheses already, without a second pair, unless something stands between the two. */
export function withoutMoreParentheses(query: Tree | undefined): Tree {
  if (!isBranch(query)) return query ?? null;
  const { _next = null, _orderby = null, _limit = null } = query;
  const isWhole = [_next, _orderby, _limit].every(isNothing);
  return isWhole ? { ...query, parentheses_symbol: false } : query;
}

/** For what the guard has never heard of: it fails closed. */
export function unknown(what: string): Error {
  return refusal(
    `The construct ${shown(what)}`,
    'only the parts of SELECT that are known to be safe can be used',
  );
}

/** A name as the server reads it whatever it holds; one that could be read in two ways is refused. */
export function quoted(tree: Tree | undefined): string {
  if (isBranch(tree)) return quoted(branch(tree, 'name', 'type', 'value')['value']);
  if (typeof tree !== 'string' || tree === '') throw unknown('without a name');
  if (tree.toLowerCase() === PHYSICAL_SCHEMA) throw refusal(`The name ${tree}`, 'choose another one');
  if (/[`\\\p{Cc}]/u.test(tree)) throw refusal('A name with such signs', 'it could be read in two ways');
  if (/^\d/.test(tree))
    throw refusal(
      `The name or number ${shown(tree)}`,
      'write numbers out, as in 1000, and begin names with a letter',
    );
  return `\`${tree}\``;
}
