import { isLosslessNumber, LosslessNumber, parse, stringify } from 'lossless-json';

/** A parsed statement as DuckDB's serializer writes it. Numbers keep their text: JSON.parse would corrupt some. */
export type Tree = string | boolean | null | LosslessNumber | readonly Tree[] | Branch;

export interface Branch {
  readonly [field: string]: Tree;
}

/** Throws SyntaxError for text that is not JSON, such as a bare Infinity. */
export function readTree(json: string): Tree {
  return parse(json) as Tree;
}

export function writeTree(tree: Tree): string {
  return stringify(tree) ?? 'null';
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
  return isLosslessNumber(held) ? Number(held.toString()) : null;
}

/** Where something stands in the received text is nothing that the printed one keeps. */
export const NOWHERE = new LosslessNumber('18446744073709551615');
