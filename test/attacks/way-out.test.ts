import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRunSql, type RunSql } from '../../src/desk/run-sql.ts';
import { createCatalogReader, guardCatalog } from '../../src/engine/catalog.ts';
import { createDuckDbGuard } from '../../src/guard/duckdb/guard.ts';
import { mint } from '../../src/guard/mint.ts';
import type { Guard } from '../../src/guard/port.ts';
import { checkedStore } from '../../src/store/checked-store.ts';
import type { Store } from '../../src/store/port.ts';
import { LIMITS } from '../../src/vocabulary/limits.ts';
import { Problem } from '../../src/vocabulary/problem.ts';
import type { Actor } from '../../src/vocabulary/scope.ts';
import { CANARY, firm, MINE, onlyIn } from './firm.ts';
import { installed } from './installed.ts';

/* Statements of people on a store as an installation has it: what comes out, what it costs, what it may take. */

const FIRM = firm(7);
const SCOPE = { accounts: MINE, currency: null };
const READ = { seconds_max: 2, rows_max: 10_000, bytes_max: 5_000_000 };
const client: Actor = {
  user: 'ada',
  name: 'Ada',
  role: 'client',
  advisorId: null,
  clientId: 'C1',
  accounts: MINE,
};

let place: Awaited<ReturnType<typeof installed>>;
let guard: Guard;
let store: Store;
let runSql: RunSql;
beforeAll(async () => {
  [place, guard] = await Promise.all([installed(FIRM), createDuckDbGuard()]);
  store = checkedStore(place.store);
  const catalog = createCatalogReader({ store, statements: guardCatalog(guard) });
  runSql = createRunSql({ guard, store, catalog, clock: () => performance.now() });
});
afterAll(async () => {
  guard.close();
  await place.close();
});

const ask = (sql: string, actor = client, explain = false) =>
  runSql(actor, { sql, accounts: [], currency: null, explain });

const leaked = (text: string, textsAsAccountId: readonly string[] = []) =>
  store.read([mint({ text, parameters: [], scope: SCOPE, relations: ['accounts'], textsAsAccountId })], READ);

describe('account ids are checked again on the way out', () => {
  test.each([
    'SELECT * FROM product.accounts',
    'SELECT name, account_id AS "Account_ID" FROM product.accounts',
    "SELECT 1 AS n, account_id FROM product.fees WHERE account_id = 'canary-03'",
  ])('a guard that let %s through would not be enough', async (text) => {
    await expect(leaked(text)).rejects.toMatchObject({ code: 'sql_refused' });
    await expect(leaked(text)).rejects.not.toThrow(/canary/);
  });

  test('what is in the scope, nothing at all and texts of the statement itself come out', async () => {
    const mine = `SELECT account_id FROM product.accounts WHERE account_id IN ('${MINE.join("', '")}')`;
    expect((await leaked(mine)).results[0]?.rows).toHaveLength(MINE.length);
    expect((await leaked('SELECT NULL AS account_id')).results[0]?.rows).toEqual([[null]]);
    expect((await leaked(`SELECT 'Total' AS account_id`, ['Total'])).results[0]?.rows).toEqual([['Total']]);
  });

  test('a computed column has to be called something else, whether or not such an account exists', async () => {
    const refusals = await Promise.all(
      ['canary-03', 'nobody-03'].map((id) =>
        ask(`SELECT concat('${id.slice(0, 6)}', '${id.slice(6)}') AS account_id FROM accounts`).catch(String),
      ),
    );
    expect(refusals[0]).toMatch(/give a computed column another name/);
    expect(refusals[0]).toBe(refusals[1]);
    const { rows } = await ask(
      `SELECT coalesce(account_id, 'Total') AS account_id, count(*) AS n FROM fees GROUP BY ROLLUP (account_id)`,
    );
    expect(rows.map(([id]) => id)).toContain('Total');
  });
});

describe('what a statement costs', () => {
  test('is told in rows of the asker alone', async () => {
    const { rows, cost } = await ask('SELECT count(*) FROM fees JOIN accounts USING (account_id)');
    const own = onlyIn(SCOPE, FIRM);
    expect(cost.relations).toEqual([
      { name: 'accounts', rowsInReach: own.accounts.length },
      { name: 'fees', rowsInReach: own.fees.length },
    ]);
    expect(Number(rows[0]?.[0])).toBe(own.fees.length);
    expect(cost.milliseconds).toBeGreaterThan(0);
  });

  test('can be asked without running it', async () => {
    const { columns, rows, cost } = await ask('SELECT ln(amount - amount) FROM fees', client, true);
    expect([columns, rows]).toEqual([[], []]);
    expect(cost.relations.map(({ name }) => name)).toEqual(['fees']);
    await expect(ask('SELECT * FROM product.fees', client, true)).rejects.toMatchObject({
      code: 'sql_refused',
    });
  });

  test.each(['operations', 'auditor', 'administrator'] as const)('%s sees no figures', async (role) => {
    const nobody: Actor = { ...client, role, clientId: null, accounts: [] };
    await expect(ask('SELECT 1', nobody)).rejects.toMatchObject({ code: 'not_permitted' });
    const granted = await ask('SELECT account_id FROM accounts', { ...nobody, accounts: ['ACC-01'] });
    expect(granted.rows).toEqual([['ACC-01']]);
  });
});

describe('statements that would eat or run without end', () => {
  const hogs = [
    'SELECT count(*) FROM range(900000) AS a, range(900000) AS b WHERE a.range * b.range = -1',
    'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t',
    "SELECT length(string_agg(lpad('x', 1000, 'y'), '')) FROM range(900000) AS a, range(10) AS b",
    'SELECT length(list(a.range)::VARCHAR) FROM range(900000) AS a, range(1000) AS b',
    'SELECT count(*) FROM (SELECT a.range AS x, b.range AS y FROM range(900000) AS a, range(200) AS b GROUP BY ALL)',
    'SELECT median(a.range) FROM range(900000) AS a, range(1000) AS b',
  ];

  test.each(hogs)(
    'gone within its limit and 2 seconds, others are answered, this process keeps its memory: %s',
    async (text) => {
      const judged = await guard.judge({ text, parameters: [] }, SCOPE, 'written');
      if (judged instanceof Problem) throw judged;
      const memory = process.memoryUsage().rss;
      const started = performance.now();
      const eaten = store.read([judged], READ).then(
        () => 'answered',
        (problem: Problem) => problem.code,
      );
      const beside = ask('SELECT count(*) FROM accounts');
      expect(await eaten).toBe('sql_limit');
      expect(performance.now() - started).toBeLessThan(1_000 * (READ.seconds_max + 2));
      expect((await beside).rows).toEqual([[MINE.length]]);
      expect((await ask('SELECT count(*) FROM accounts')).rows).toEqual([[MINE.length]]);
      expect(process.memoryUsage().rss - memory).toBeLessThan(100_000_000);
    },
  );

  test('the store forgets nothing by it', async () => {
    const { rows } = await ask('SELECT * FROM accounts ORDER BY account_id');
    expect(JSON.stringify(rows)).not.toContain(CANARY);
    expect(rows).toHaveLength(MINE.length);
    expect(READ.seconds_max).toBeLessThanOrEqual(LIMITS.query_seconds_max);
  });
});
