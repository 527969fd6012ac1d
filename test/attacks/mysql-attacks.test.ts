import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMySqlGuard } from '../../src/guard/mysql/guard.ts';
import type { Guard } from '../../src/guard/port.ts';
import { Problem } from '../../src/vocabulary/problem.ts';
import type { ReadScope } from '../../src/vocabulary/scope.ts';
import { MYSQL_BENIGN } from './mysql-benign.ts';
import { MYSQL, MYSQL9 } from './grammar-dialect.ts';
import { statement } from './grammar.ts';
import { MYSQL_REFUSED, MYSQL_SCOPED } from './mysql-hostile.ts';
import { MySqlOracle, ON_MARIADB, ON_MYSQL } from './mysql-oracle.ts';
import { MY_SCOPE, SCOPES, showsCanary, tryOne, type Trial } from './trial.ts';

const GENERATED = 600;

const items = (statements: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(statements).flatMap(([kind, texts]) => texts.map((text) => [kind, text] as const));

let guard: Guard;
beforeAll(() => {
  guard = createMySqlGuard();
});

async function passed(text: string, scope: ReadScope) {
  const judged = await guard.judge({ text, parameters: [] }, scope, 'written');
  if (judged instanceof Problem) throw judged;
  return judged;
}

describe('hostile statements for MySQL', () => {
  test.each(items(MYSQL_REFUSED))('%s: refused: %j', async (_kind, text) => {
    const judged = await guard.judge({ text, parameters: [] }, MY_SCOPE, 'written');
    if (!(judged instanceof Problem)) throw new Error(`let through as ${judged.text}`);
    expect(['sql_refused', 'sql_invalid', 'sql_limit']).toContain(judged.code);
    expect(judged.message).toMatch(/^\P{Cc}{20,400}\.$/u);
  });

  test('a comment that a server would run is gone, whoever reads it', async () => {
    for (const text of [
      'SELECT /*!50000 account_id , */ name FROM accounts',
      'SELECT /*M! account_id , */ name FROM accounts',
    ])
      expect((await passed(text, MY_SCOPE)).text).toMatch(
        /^SELECT STRAIGHT_JOIN `name` FROM \(SELECT [^*]*\) AS `accounts`$/,
      );
  });

  test('there are enough of them', () => {
    const hostile = new Set([...items(MYSQL_REFUSED), ...items(MYSQL_SCOPED)].map(([, text]) => text));
    expect(hostile.size).toBeGreaterThanOrEqual(300);
    expect(new Set(MYSQL_BENIGN).size).toBeGreaterThanOrEqual(150);
  });
});

describe.each([ON_MARIADB, ON_MYSQL])('on $name', (server) => {
  let oracle: MySqlOracle;
  beforeAll(async () => {
    if (!server.missing) oracle = await MySqlOracle.open(server);
  }, 120_000);
  beforeEach(({ skip }) => skip(server.missing, `there is no ${server.name}`));
  afterAll(() => (server.missing ? undefined : oracle[Symbol.asyncDispose]()));

  test.each(items(MYSQL_SCOPED))('%s: limited to the scope: %s', async (_kind, text) => {
    for (const scope of SCOPES) {
      const outcome = await oracle.throughGuard(text, scope);
      if (outcome instanceof Problem) throw outcome;
      expect(outcome).toEqual(await oracle.truth(text, scope));
      expect(showsCanary(outcome, text)).toBe(false);
    }
  });

  test.each(MYSQL_BENIGN)('let through and true: %s', async (text) => {
    for (const scope of SCOPES) {
      const outcome = await oracle.throughGuard(text, scope);
      if (outcome instanceof Problem) throw outcome;
      expect(outcome).not.toBe('fails');
      expect(outcome).toEqual(await oracle.truth(text, scope));
      expect(showsCanary(outcome, text)).toBe(false);
    }
  });

  // `npm run nightly -- guard` goes through a hundred thousand.
  test(`${GENERATED} generated statements give what the reader's own rows give`, async () => {
    const trials: Trial[] = [];
    for (let seed = 0; seed < GENERATED; seed += 1)
      trials.push(await tryOne(oracle, seed, statement(seed, server === ON_MYSQL ? MYSQL9 : MYSQL)));
    expect(trials.flatMap(({ difference }) => (difference === '' ? [] : [difference]))).toEqual([]);
    // A generator that makes little but nonsense would prove nothing.
    const share = (kind: Trial['kind']) => trials.filter((trial) => trial.kind === kind).length / GENERATED;
    expect(share('equal')).toBeGreaterThan(0.8);
    expect(trials.reduce((sum, { rows }) => sum + rows, 0)).toBeGreaterThan(GENERATED);
    expect(share('refused')).toBeLessThan(0.02);
  }, 600_000);
});
