import { lowerName } from '../lower-name.ts';
import { isBranch, isList, textOf, type Branch, type Tree } from './tree.ts';

const COLUMN = 'account_id';

/**
 * The texts that a statement itself may put into a column called account_id: none (null) where every column of that
 * name can only come from a relation. Whoever checks a result's account ids lets these pass, and nothing else.
 */
export function textsAsAccountId(tree: Tree): readonly string[] | null {
  const texts = new Set<string>();
  let fillsOne = false;
  const visit = (at: Tree): void => {
    if (isList(at)) at.forEach(visit);
    if (!isBranch(at)) return;
    if (fills(at)) fillsOne = true;
    const held = textConstant(at);
    if (held !== null) texts.add(held);
    Object.values(at).forEach(visit);
  };
  visit(tree);
  return fillsOne ? [...texts] : null;
}

/** A column gets the name in some way other than by being read; the sides of a set operation take the first one's. */
function fills(branch: Branch): boolean {
  if (branch['type'] === 'SET_OPERATION_NODE' || branch['type'] === 'RECURSIVE_CTE_NODE') return true;
  if (isName(branch['alias']) && branch['class'] !== 'COLUMN_REF') return true;
  if (branch['class'] === 'COLUMN_REF' && isName(branch['alias']) && !endsWithName(branch)) return true;
  return (
    ['column_name_alias', 'aliases', 'expected_names'].some((field) => listsName(branch[field])) ||
    ['replace_list', 'rename_list'].some((field) => givesName(branch[field]))
  );
}

function endsWithName(reference: Branch): boolean {
  const names = reference['column_names'];
  return isList(names) && isName(names.at(-1));
}

function listsName(list: Tree | undefined): boolean {
  return isList(list) && list.some(isName);
}

function givesName(list: Tree | undefined): boolean {
  return (
    isList(list) && list.some((item) => isBranch(item) && (isName(item['key']) || isName(item['value'])))
  );
}

function isName(tree: Tree | undefined): boolean {
  return typeof tree === 'string' && lowerName(tree) === COLUMN;
}

function textConstant(branch: Branch): string | null {
  const value = branch['class'] === 'CONSTANT' ? branch['value'] : null;
  return isBranch(value) && typeof value['value'] === 'string' ? textOf(value, 'value') : null;
}
