import mysqlParser from 'node-sql-parser/build/mysql.js';
import { LIMITS } from '../../vocabulary/limits.ts';
import { asProblem, Problem } from '../../vocabulary/problem.ts';
import type { ReadScope } from '../../vocabulary/scope.ts';
import type { Sql } from '../../vocabulary/sql.ts';
import { mint } from '../mint.ts';
import type { Guard } from '../port.ts';
import { limit, refusal } from '../refusal.ts';
import { assertScope, assertVisible } from '../text.ts';
import { createGeneratedGuard } from './generated-guard.ts';
import { assertStable, newStatement, print } from './printing.ts';
import { rowsBehindBarrier } from './reach.ts';
import { spelled } from './spelling.ts';
import type { Tree } from './tree.ts';
import type { Statement } from './walk.ts';

/** What reads a statement; another than the usual one is for tests. */
type SqlParser = Pick<InstanceType<typeof mysqlParser.Parser>, 'astify'>;

/**
 * The guard of MySQL and MariaDB. What our compiler makes has a known form (generated-guard.ts); for what people and
 * language models write, a parser of that dialect reads the statement; what was judged is printed anew, and only that
 * is run: comments that a server would run, hints and whatever the parser read otherwise than a server would are gone by
 * then. The print is read and printed once more, and has to come out the same.
 */
export function createMySqlGuard(parser: SqlParser = new mysqlParser.Parser()): Guard {
  const read = (text: string): Tree => onlyStatement(parse(parser, text));
  const generated = createGeneratedGuard();
  return {
    judge: (sql, scope, origin) => {
      if (origin === 'generated') return generated.judge(sql, scope, origin);
      try {
        return Promise.resolve(judged(read, sql, scope));
      } catch (thrown) {
        return Promise.resolve(asProblem(thrown));
      }
    },
    close: () => undefined,
  };
}

/** Stands in every statement with a window, whatever else it may stand in. */
const OVER = /\bover\b/i;

function judged(read: (text: string) => Tree, sql: Sql, scope: ReadScope) {
  assertScope(scope);
  if (sql.text.length > LIMITS.sql_chars_max)
    throw limit(`it has more than ${LIMITS.sql_chars_max} characters`);
  assertVisible(sql.text);
  assertShallow(sql.text);
  const tree = read(sql.text);
  const hasWindows = OVER.test(sql.text);
  const statement = newStatement(sql, true, (relation) => rowsBehindBarrier(relation, scope, hasWindows));
  const text = print(tree, statement);
  assertUsed(statement, sql);
  assertStable(read, tree, sql);
  const texts = [...statement.texts, ...sql.parameters.filter((value) => typeof value === 'string')];
  return mint({
    text,
    parameters: sql.parameters,
    scope,
    relations: [...statement.relations].toSorted(),
    textsAsAccountId: statement.fillsAccountId ? texts : [],
  });
}

function assertUsed({ parametersUsed }: Statement, { parameters }: Sql): void {
  if (parametersUsed.size === parameters.length) return;
  throw new Problem(
    'sql_invalid',
    'There are more values than parameters; give one for each of $1, $2 and so on.',
  );
}

/** The parser goes down one call for each parenthesis, and would run out of them. */
function assertShallow(text: string): void {
  let depth = 0;
  for (const sign of text) {
    if (sign === '(') depth += 1;
    else if (sign === ')') depth -= 1;
    if (depth > LIMITS.sql_depth_max)
      throw limit(`it is nested more than ${LIMITS.sql_depth_max} levels deep`);
  }
}

function parse(parser: SqlParser, written: string): Tree {
  const { text, placeOf } = spelled(written);
  try {
    return JSON.parse(JSON.stringify(parser.astify(text, { database: 'MySQL' }))) as Tree;
  } catch (error) {
    if (error instanceof RangeError) throw limit('it is nested too deeply');
    const offset = offsetOf(error);
    const place = offset === null ? '' : ` at character ${placeOf(offset) + 1}`;
    throw new Problem(
      'sql_invalid',
      `The statement is not valid SQL, or not of the part that can be used${place}; correct it and try again.`,
    );
  }
}

function offsetOf(error: unknown): number | null {
  const location = error instanceof Error && 'location' in error ? error.location : null;
  const start =
    typeof location === 'object' && location !== null && 'start' in location ? location.start : null;
  const offset = typeof start === 'object' && start !== null && 'offset' in start ? start.offset : null;
  return typeof offset === 'number' ? offset : null;
}

function onlyStatement(tree: Tree): Tree {
  if (!Array.isArray(tree)) return tree;
  const [statement, more]: readonly Tree[] = tree;
  if (statement === undefined) throw new Problem('sql_invalid', 'There is no statement; write one SELECT.');
  if (more !== undefined)
    throw refusal('More than one statement', 'write one SELECT, with at most one semicolon at its end');
  return statement;
}
