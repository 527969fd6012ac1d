import { RELATIONS, type Relation } from '../../model/relations.ts';
import { PHYSICAL_SCHEMA } from '../../store/physical-name.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { asProblem, Problem } from '../../vocabulary/problem.ts';
import type { ReadScope } from '../../vocabulary/scope.ts';
import { mint } from '../mint.ts';
import type { Guard } from '../port.ts';

/** Strings, quoted names and words as they are, and every other sign by itself. */
const PIECES = /'(?:[^'\\]|\\[^]|'')*'|`(?:[^`]|``)*`|[A-Za-z_][A-Za-z0-9_]*|\s+|[^]/g;
const NAME = /^[a-z_][a-z0-9_]*$/;

/**
 * Limits the statements that our compiler makes, whose form is known: each name after FROM or JOIN is one of their own
 * WITH queries or a relation, which its limited subquery replaces; anything else is refused. Statements that people or
 * language models write are refused as a whole, for nobody has read them.
 */
export function createGeneratedGuard(): Guard {
  return {
    judge: (sql, scope, origin) => {
      try {
        if (origin === 'written') throw notYet();
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
    pieces[named.at] = `(${replacement(relation, scope)})${alias}`;
  }
  return { text: pieces.join(''), relations: [...relations].toSorted() };
}

/** What stands for a relation: its declared columns, of the rows in reach. */
function replacement(relation: Relation, scope: ReadScope): string {
  const conditions = [inReach(relation.limitedBy, scope), relation.reported ? inCurrency(scope) : null];
  return from(Object.keys(relation.columns), relation.table, conditions);
}

function inReach(by: Relation['limitedBy'], scope: ReadScope): string | null {
  if (by === 'shared' || scope.accounts === 'all') return null;
  if (by === 'account') return scope.accounts.length === 0 ? '1 = 0' : isOneOf('account_id', scope.accounts);
  if (by === 'portfolio' || by === 'custodian') {
    return `\`${by}_id\` IN (${from([`${by}_id`], 'accounts', [inReach('account', scope)])})`;
  }
  const [table, through] =
    by === 'client' ? (['portfolios', 'portfolio'] as const) : (['clients', 'client'] as const);
  return `\`${by}_id\` IN (${from([`${by}_id`], table, [inReach(through, scope)])})`;
}

/** The reporting currency; without one, each account's own. */
function inCurrency({ currency, accounts }: ReadScope): string {
  if (currency !== null) return isOneOf('currency', [currency]);
  const own = from(['account_id', 'currency'], 'accounts', [inReach('account', { currency, accounts })]);
  return `(account_id, currency) IN (${own})`;
}

function from(columns: readonly string[], table: string, conditions: readonly (string | null)[]): string {
  const where = conditions.filter((condition) => condition !== null);
  const list = columns.map((column) => `\`${column}\``).join(', ');
  return `SELECT ${list} FROM ${PHYSICAL_SCHEMA}.${table}${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''}`;
}

function isOneOf(column: string, values: readonly string[]): string {
  return `${column} IN (${values.map(literal).join(', ')})`;
}

/** As the server's sessions read it: a quote is doubled, and so is the backslash that would escape one. */
function literal(text: string): string {
  if (text.includes('\0'))
    throw new Problem('not_permitted', 'It is not known which accounts may be read; sign in again.');
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

function notYet(): Problem {
  return new Problem(
    'sql_refused',
    'Statements of your own cannot be run on a database server yet; ask in words, or use the embedded store.',
  );
}

function unknownForm(what: string): Problem {
  return new Problem(
    'internal',
    `A generated statement has a form that is not known (${what}); please report it.`,
  );
}
