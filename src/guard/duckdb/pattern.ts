import { LIMITS } from '../../vocabulary/limits.ts';
import type { Problem } from '../../vocabulary/problem.ts';
import { refusal } from '../refusal.ts';
import { isBranch, isList, textOf, type Tree } from './tree.ts';
import type { Statement } from './walk.ts';

/**
 * LIKE with several wildcards takes time that grows with a power of their number and cannot be stopped. A pattern is
 * therefore made of written texts and parameters, and holds few of them.
 */
export function judgePattern(args: readonly Tree[], statement: Statement): Problem | null {
  const pattern = args[1] === undefined ? null : writtenText(args[1], statement);
  if (pattern === null)
    return refusal('LIKE with a pattern from a column', 'write the pattern, or use contains(text, part)');
  const wildcards = pattern.split('%').length - 1;
  if (wildcards > LIMITS.sql_wildcards_max)
    return refusal(`LIKE with more than ${LIMITS.sql_wildcards_max} wildcards`, 'it could run without end');
  return null;
}

/** The text that an expression of constants, parameters and `||` gives; null where it depends on anything else. */
function writtenText(tree: Tree, statement: Statement): string | null {
  if (!isBranch(tree)) return null;
  switch (textOf(tree, 'class')) {
    case 'CONSTANT': {
      const value = tree['value'];
      return isBranch(value) ? textOf(value, 'value') : null;
    }
    case 'PARAMETER':
      return String(statement.parameters[Number(textOf(tree, 'identifier')) - 1] ?? '');
    case 'CAST':
      return tree['child'] === undefined ? null : writtenText(tree['child'], statement);
    case 'FUNCTION': {
      const children = tree['children'];
      if (!['||', 'concat', 'lower', 'upper'].includes(textOf(tree, 'function_name')) || !isList(children))
        return null;
      const parts = children.map((child) => writtenText(child, statement));
      return parts.every((part) => part !== null) ? parts.join('') : null;
    }
    default:
      return null;
  }
}
