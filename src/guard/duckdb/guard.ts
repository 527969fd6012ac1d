import { asProblem, Problem } from '../../vocabulary/problem.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Recent } from '../../vocabulary/recent.ts';
import type { ReadScope } from '../../vocabulary/scope.ts';
import type { Sql, SqlValue } from '../../vocabulary/sql.ts';
import type { GuardedSql, OwnRows } from '../guarded-sql.ts';
import { WRITTEN_BOUNDS, type Bounds } from '../bounds.ts';
import { mint } from '../mint.ts';
import type { Guard } from '../port.ts';
import { assertScope, assertVisible } from '../text.ts';
import { textsAsAccountId } from './account-column.ts';
import { Copies } from './copies.ts';
import { DuckDbParser } from './parser.ts';
import { print } from './printing.ts';
import { columnsNamed } from './columns-named.ts';
import { judgeTree } from './queries.ts';
import { Reach } from './reach.ts';
import { onlyQuery } from './reading.ts';
import { limit } from '../refusal.ts';
import type { Statement } from './walk.ts';

type Origin = 'generated' | 'written';

const BOUNDS: Readonly<Record<Origin, Bounds & { readonly chars: number }>> = {
  written: {
    chars: LIMITS.sql_chars_max,
    ...WRITTEN_BOUNDS,
  },
  generated: {
    chars: LIMITS.generated_sql_chars_max,
    depth: LIMITS.generated_sql_depth_max,
    relations: LIMITS.generated_sql_relations_max,
    ctes: LIMITS.generated_sql_ctes_max,
    listItems: LIMITS.generated_sql_list_items_max,
  },
};

/** A statement that exercises the printer and the limits; a parser that reads it otherwise is not the one we know. */
const PROBE = `WITH m AS (SELECT d.account_id AS a, date_trunc('month', d.value_date) AS m, sum(d.market_value) AS v
  FROM daily_values AS d JOIN accounts USING (account_id) WHERE d.value_date >= DATE '2020-01-01' GROUP BY ALL)
  SELECT a, v, row_number() OVER (PARTITION BY a ORDER BY m DESC) AS n FROM m WHERE v > 1.5
  UNION ALL SELECT 'x', CAST($1 AS DECIMAL(38, 8)), 0 ORDER BY 1, 2 LIMIT 3`;

interface Verdict {
  readonly text: string;
  readonly ownRows: readonly OwnRows[];
  readonly parametersAdded: readonly SqlValue[];
  readonly relations: readonly string[];
  /** null: none, not even the text parameters. */
  readonly textsAsAccountId: readonly string[] | null;
}

/**
 * The guard of the embedded store. DuckDB's own parser reads a statement and prints what was judged; the text that
 * came in is never run. Throws a Problem `internal` when this DuckDB does not serialize statements as expected.
 */
export async function createDuckDbGuard(): Promise<Guard> {
  const parser = await DuckDbParser.open();
  const verdicts = new Recent<Verdict>(LIMITS.guard_verdicts_kept_max);
  const copies = new Copies(parser);

  async function judge(sql: Sql, scope: ReadScope, origin: Origin): Promise<GuardedSql | Problem> {
    try {
      assertScope(scope);
      const key = keyOf(sql, scope, origin);
      const verdict =
        (key === null ? undefined : verdicts.get(key)) ??
        (await judged({ parser, copies }, sql, scope, origin));
      if (key !== null) verdicts.set(key, verdict);
      const { text, ownRows, parametersAdded, relations } = verdict;
      const texts =
        verdict.textsAsAccountId === null
          ? []
          : [...verdict.textsAsAccountId, ...sql.parameters.filter((value) => typeof value === 'string')];
      const parameters = [...sql.parameters, ...parametersAdded];
      return mint({ text, parameters, ownRows, scope, relations, textsAsAccountId: texts });
    } catch (thrown) {
      return asProblem(thrown);
    }
  }

  const probe = await judge(
    { text: PROBE, parameters: ['1'] },
    { accounts: ['x'], currency: null },
    'written',
  );
  if (probe instanceof Problem) {
    parser.close();
    throw new Problem(
      'internal',
      'This version of the embedded database reads SQL in a way that is not known to be safe; install the pinned one.',
      { cause: probe },
    );
  }
  return { judge, close: () => parser.close() };
}

/** What judging takes: the engine's parser, and the copies whose shapes were printed last. */
interface Tools {
  readonly parser: DuckDbParser;
  readonly copies: Copies;
}

async function judged(
  { parser, copies }: Tools,
  sql: Sql,
  scope: ReadScope,
  origin: Origin,
): Promise<Verdict> {
  const { chars, ...bounds } = BOUNDS[origin];
  if (sql.text.length > chars) throw limit(`it has more than ${chars} characters`);
  assertVisible(sql.text);
  const received = onlyQuery(await parser.read(sql.text), sql.text);
  // What people and models write may fail on a value in ways that we do not know of; what we generate casts wherever
  // it converts.
  const named = origin === 'written' ? columnsNamed(received) : null;
  const reach = new Reach(scope, sql.parameters.length + 1, named);
  const statement: Statement = {
    bounds,
    parameters: sql.parameters,
    replacement: (name, relation) => reach.replacement(name, relation),
    relations: new Set(),
    parametersUsed: new Set(),
    tablesCounted: 0,
    ctesCounted: 0,
    canFail: false,
  };
  const tree = judgeTree(received, statement);
  if (statement.parametersUsed.size !== sql.parameters.length)
    throw new Problem(
      'sql_invalid',
      'There are more values than parameters; give one for each of $1, $2 and so on.',
    );
  if (origin === 'generated' && statement.canFail) reach.raiseBarrier();
  return {
    text: await print(parser, tree),
    ownRows: await copies.print(reach.copies, scope),
    parametersAdded: origin === 'generated' ? reach.parameters : [],
    relations: [...statement.relations].toSorted(),
    textsAsAccountId: textsAsAccountId(received),
  };
}

/** Everything that a verdict depends on; null for scopes too large to compare. */
function keyOf(sql: Sql, scope: ReadScope, origin: Origin): string | null {
  if (scope.accounts !== 'all' && scope.accounts.length > LIMITS.sql_inline_accounts_max) return null;
  if (sql.text.length > LIMITS.sql_chars_max) return null;
  return JSON.stringify([origin, sql.text, sql.parameters, scope.accounts, scope.currency]);
}
