import { RELATIONS } from '../../model/relations.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { asProblem, Problem } from '../../vocabulary/problem.ts';
import type { ReadScope } from '../../vocabulary/scope.ts';
import { mint } from '../mint.ts';
import type { Guard } from '../port.ts';
import { rowsInReach } from './reach.ts';

/** Strings, quoted names and words as they are, and every other sign by itself. */
const PIECES = /'(?:[^'\\]|\\[^]|'')*'|`(?:[^`]|``)*`|[A-Za-z_][A-Za-z0-9_]*|\s+|[^]/g;
const NAME = /^[a-z_][a-z0-9_]*$/;

/**
 * Limits the statements that our compiler makes, whose form is known: each name after FROM or JOIN is one of their own
 * WITH queries or a relation, which its limited subquery replaces; anything else is refused. Statements that people or
 * language models write are not for it: guard.ts reads those to the last sign.
 */
export function createGeneratedGuard(): Guard {
  return {
    judge: (sql, scope, origin) => {
      try {
        if (origin !== 'generated') throw unknownForm('its origin');
        if (sql.text.length > LIMITS.generated_sql_chars_max) throw unknownForm('its length');
        const { text, relations } = limited(sql.text, scope);
        return Promise.resolve(mint({ text, parameters: sql.parameters, scope, relations }));
      } catch (thrown) {
        return Promise.resolve(asProblem(thrown));
      }
    },
    close: () => undefined,
  };
}

function limited(text: string, scope: ReadScope): { text: string; relations: readonly string[] } {
  const pieces = text.match(PIECES) ?? [];
  const words = pieces.flatMap((piece, at) => (/^\s+$/.test(piece) ? [] : [{ piece, at }]));
  const own = new Set(
    words
      .filter((_, n) => words[n + 1]?.piece === 'AS' && words[n + 2]?.piece === '(')
      .map(({ piece }) => piece),
  );
  const relations = new Set<string>();
  for (const [n, { piece }] of words.entries()) {
    const named = words[n + 1];
    if ((piece !== 'FROM' && piece !== 'JOIN') || named === undefined || named.piece === '(') continue;
    if (!NAME.test(named.piece)) throw unknownForm(piece);
    const relation = RELATIONS.get(named.piece);
    if ((relation === undefined) !== own.has(named.piece)) throw unknownForm(piece);
    if (relation === undefined) continue;
    relations.add(named.piece);
    const alias = words[n + 2]?.piece === 'AS' ? '' : ` AS ${named.piece}`;
    pieces[named.at] = `(${rowsInReach(relation, scope)})${alias}`;
  }
  return { text: pieces.join(''), relations: [...relations].toSorted() };
}

function unknownForm(what: string): Problem {
  return new Problem(
    'internal',
    `A generated statement has a form that is not known (${what}); please report it.`,
  );
}
