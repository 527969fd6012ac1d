import { Problem } from '../../vocabulary/problem.ts';
import type { SqlValue } from '../../vocabulary/sql.ts';
import { PHYSICAL_SCHEMA } from '../physical-name.ts';

/** A statement as the server takes it: `?` for each value, and the tables of one version. */
export interface BoundStatement {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/**
 * One piece at a time, so that nothing inside a string, a quoted name or a comment is taken for something else.
 * Strings end as the server ends them: at a quote that is neither doubled nor after a backslash.
 */
const PIECES =
  /'(?:[^'\\]|\\[^]|'')*'|"(?:[^"\\]|\\[^]|"")*"|`(?:[^`]|``)*`|--[^\n]*|#[^\n]*|\/\*[^]*?\*\/|\$\d+|[A-Za-z_][A-Za-z0-9_$]*|[^]/g;
const NAME = /^(?:`((?:[^`]|``)*)`|([A-Za-z_][A-Za-z0-9_$]*))$/;

/**
 * A guarded statement over `product.<table>` with `$n` for its values, as the server takes it: the same value twice
 * is sent twice, and each table has the physical name that it has in one version. Throws Problem `sql_invalid` for a
 * table or a value that there is not.
 */
export function bindStatement(
  text: string,
  parameters: readonly SqlValue[],
  physicalName: (table: string) => string | null,
): BoundStatement {
  const pieces = text.match(PIECES) ?? [];
  const values: SqlValue[] = [];
  const out: string[] = [];
  for (let at = 0; at < pieces.length; at += 1) {
    const piece = pieces[at] ?? '';
    const table = nameOf(piece) === PHYSICAL_SCHEMA && pieces[at + 1] === '.' ? nameOf(pieces[at + 2]) : null;
    if (table !== null) {
      out.push(`\`${physicalName(table) ?? unknownTable()}\``);
      at += 2;
    } else if (/^\$\d+$/.test(piece)) {
      const value = parameters[Number(piece.slice(1)) - 1];
      if (value === undefined) {
        throw new Problem('sql_invalid', `There is no value for the parameter ${piece}; give one.`);
      }
      values.push(value);
      out.push('?');
    } else if (piece === '?') {
      throw new Problem(
        'sql_invalid',
        'A parameter without a number cannot be bound; write $1, $2 and so on.',
      );
    } else out.push(piece);
  }
  return { text: out.join(''), values };
}

function nameOf(piece: string | undefined): string | null {
  const found = NAME.exec(piece ?? '');
  return found === null ? null : (found[2] ?? (found[1] ?? '').replaceAll('``', '`'));
}

function unknownTable(): never {
  throw new Problem('sql_invalid', 'A table or function in the statement does not exist; check the names.');
}
