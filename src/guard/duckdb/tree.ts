import { isLosslessNumber, type LosslessNumber, parse, stringify } from 'lossless-json';

/** A parsed statement as DuckDB's serializer writes it. Numbers that a double would change keep their text. */
export type Tree = string | boolean | null | number | LosslessNumber | readonly Tree[] | Branch;

export interface Branch {
  readonly [field: string]: Tree;
}

/** Where something stands in the received text is nothing that the printed one keeps. */
export const NOWHERE = 0;

/** No text constant can hold this: the quotes in it would be escaped. */
const PLACES = /"query_location":\d+/g;

/** A number that may come out of JSON.parse with other digits than it went in; also what looks like one inside a text. */
const LONG = /[:,[]\s*-?(?:\d{16}|\d+[.eE])|[:,[]\s*-0/;

/** Nothing in it has a place in the received text any more. Throws SyntaxError for text that is not JSON, such as a bare Infinity. */
export function readTree(json: string): Tree {
  const placeless = withoutPlaces(json);
  // The engine's reader of JSON takes a tenth of the time, and most statements have no number that it could change.
  const read: unknown = LONG.test(placeless) ? parse(placeless) : JSON.parse(placeless);
  return read as Tree;
}

/** The text of a tree with every place in the received text left out. */
export function withoutPlaces(json: string): string {
  return json.replaceAll(PLACES, `"query_location":${NOWHERE}`);
}

export function writeTree(tree: Tree): string {
  return holdsLong(tree) ? (stringify(tree) ?? 'null') : JSON.stringify(tree);
}

function holdsLong(tree: Tree): boolean {
  if (typeof tree !== 'object' || tree === null) return false;
  if (isList(tree)) return tree.some(holdsLong);
  return isLosslessNumber(tree) || Object.values(tree).some(holdsLong);
}

/** Numbers of any length; their text is `String(tree)`. */
export function isNumber(tree: Tree | undefined): tree is number | LosslessNumber {
  return typeof tree === 'number' || isLosslessNumber(tree);
}

export function isBranch(tree: Tree | undefined): tree is Branch {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree) && !isLosslessNumber(tree);
}

export function isList(tree: Tree | undefined): tree is readonly Tree[] {
  return Array.isArray(tree);
}

/** The text of a field, or the empty text where it holds something else. */
export function textOf(branch: Branch, field: string): string {
  const value = branch[field];
  return typeof value === 'string' ? value : '';
}

/** The text or number that a CONSTANT (or a cast of one) holds, or null where `tree` is anything else. */
export function constantOf(tree: Tree | undefined): string | number | null {
  if (!isBranch(tree)) return null;
  if (tree['class'] === 'CAST') return constantOf(tree['child']);
  const value = tree['class'] === 'CONSTANT' ? tree['value'] : null;
  if (!isBranch(value) || value['is_null'] === true) return null;
  const held = value['value'];
  if (typeof held === 'string') return held;
  return isNumber(held) ? Number(held.toString()) : null;
}
