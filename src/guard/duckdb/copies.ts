import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import { Recent } from '../../vocabulary/recent.ts';
import type { ReadScope } from '../../vocabulary/scope.ts';
import type { OwnRows } from '../guarded-sql.ts';
import * as ast from './ast.ts';
import type { DuckDbParser } from './parser.ts';
import { print } from './printing.ts';
import type { Copy } from './reach.ts';
import { areMany, idsOf, RowsInReach } from './rows-in-reach.ts';

/**
 * Prints what is copied for written statements. The engine prints each shape once, whoever asks, with places for the
 * texts of a scope; they are put in as literals. A shape is made of declared names alone, so that nothing else in it
 * can look like a place.
 */
export class Copies {
  readonly #parser: DuckDbParser;
  readonly #shapes = new Recent<string>(LIMITS.guard_shapes_kept_max);

  constructor(parser: DuckDbParser) {
    this.#parser = parser;
  }

  async print(copies: readonly Copy[], scope: ReadScope): Promise<readonly OwnRows[]> {
    const ids = idsOf(scope);
    const isMany = areMany(ids);
    const inPlaces = [...(isMany ? [] : ids), ...(scope.currency === null ? [] : [scope.currency])].map(
      literal,
    );
    // Where the ids travel as a parameter it is the first, and stays.
    const first = isMany ? 2 : 1;
    const parameters = isMany && copies.length > 0 ? [JSON.stringify(ids)] : [];
    const rows = new RowsInReach(scope, (_, at) => ast.parameter(first + at), 1);
    const printed: OwnRows[] = [];
    for (const { name, relation, columns } of copies) {
      const key = JSON.stringify([name, columns, first, inPlaces.length, scope.currency === null]);
      const shape = this.#shapes.get(key) ?? (await print(this.#parser, rows.query(relation, columns, [])));
      this.#shapes.set(key, shape);
      const text = shape.replaceAll(
        /\$(\d+)/g,
        (place, position) => inPlaces[Number(position) - first] ?? place,
      );
      printed.push({ name, text, parameters });
    }
    return printed;
  }
}

/** As the engine reads it: a quote is doubled, and a text ends at no other sign but a NUL. */
function literal(text: string): string {
  if (text.includes('\0') || !text.isWellFormed())
    throw new Problem('not_permitted', 'It is not known which accounts may be read; sign in again.');
  return `'${text.replaceAll("'", "''")}'`;
}
