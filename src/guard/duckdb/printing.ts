import { everythingFrom } from './ast.ts';
import type { DuckDbParser } from './parser.ts';
import { refusal } from '../refusal.ts';
import { isBranch, isList, readTree, withoutPlaces, writeTree, type Branch, type Tree } from './tree.ts';

/**
 * The text of a judged query. It is read again and has to mean the same tree: the printer leaves some names
 * unquoted, and a name that then turns into something else must not get through. Throws a Problem when it does.
 */
export async function print(parser: Pick<DuckDbParser, 'print'>, node: Tree): Promise<string> {
  const json = writeTree({ error: false, statements: [{ node, named_param_map: [] }] });
  const { text, reread } = await parser.print(json);
  if (!isSame(json, reread))
    throw refusal(
      'A name or construct of this statement',
      'it cannot be written down without a doubt; use plain names',
    );
  return text;
}

function isSame(judged: string, reread: string): boolean {
  const [one, other] = [essence(judged), essence(reread)];
  return one === other || one === writeTree(settled(readTree(other)));
}

/** Without what may differ: places in the text, and the parameters' list. No text constant can hold these patterns. */
function essence(json: string): string {
  return withoutPlaces(json).replaceAll(/"named_param_map":\[[^\]]*\]/g, '"named_param_map":[]');
}

/** Lists of values without the subquery that the printer puts around them. */
function settled(tree: Tree): Tree {
  if (isList(tree)) return tree.map(settled);
  if (!isBranch(tree)) return tree;
  const values = listInside(tree);
  const kept = values !== null && writeTree(everythingFrom(values)) === writeTree(tree) ? values : tree;
  return Object.fromEntries(Object.entries(kept).map(([field, value]) => [field, settled(value)]));
}

function listInside(tree: Branch): Branch | null {
  const subquery = tree['type'] === 'SUBQUERY' ? tree['subquery'] : undefined;
  const node = isBranch(subquery) ? subquery['node'] : undefined;
  const from = isBranch(node) ? node['from_table'] : undefined;
  return isBranch(from) && from['type'] === 'EXPRESSION_LIST' ? from : null;
}
