import { lowerName } from '../lower-name.ts';
import { isBranch, isList, textOf, type Branch, type Tree } from './tree.ts';

/**
 * The columns that a statement may read of its relations, by their names in lower case, in whichever relation they
 * are; 'all' where it takes them without naming them, or where a name may stand for a whole row.
 */
export function columnsNamed(tree: Tree): ReadonlySet<string> | 'all' {
  const columns = new Set<string>();
  const sources = new Set<string>();
  let takesUnnamed = false;
  const visit = (at: Tree): void => {
    if (isList(at)) at.forEach(visit);
    if (!isBranch(at)) return;
    if (isUnnamed(at)) takesUnnamed = true;
    // What stands before it says of which relation.
    for (const name of textsIn(at['column_names']).slice(-1)) columns.add(name);
    for (const name of textsIn(at['using_columns'])) columns.add(name);
    if (!('class' in at)) for (const field of ['alias', 'table_name', 'key']) addText(sources, at, field);
    Object.values(at).forEach(visit);
  };
  visit(tree);
  return takesUnnamed || [...sources].some((name) => columns.has(name)) ? 'all' : columns;
}

/** A star in any form, a natural join, and names given to the columns by their places. */
function isUnnamed(branch: Branch): boolean {
  return (
    branch['class'] === 'STAR' ||
    branch['ref_type'] === 'NATURAL' ||
    textsIn(branch['column_name_alias']).length > 0
  );
}

function textsIn(list: Tree | undefined): readonly string[] {
  return isList(list) ? list.flatMap((name) => (typeof name === 'string' ? [lowerName(name)] : [])) : [];
}

function addText(texts: Set<string>, branch: Branch, field: string): void {
  const text = textOf(branch, field);
  if (text !== '') texts.add(lowerName(text));
}
