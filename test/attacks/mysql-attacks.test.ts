import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMySqlGuard } from '../../src/guard/mysql/guard.ts';
import type { Guard } from '../../src/guard/port.ts';
import { Problem } from '../../src/vocabulary/problem.ts';
import type { ReadScope } from '../../src/vocabulary/scope.ts';
import { firm } from './firm.ts';
import { MYSQL_BENIGN } from './mysql-benign.ts';
import { hasMariaDb, servedFirm, type ServedFirm } from './mysql-firm.ts';
import { MYSQL_REFUSED, MYSQL_SCOPED } from './mysql-hostile.ts';
import { MY_SCOPE, SCOPES, showsCanary } from './oracle.ts';

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
        /^SELECT `name` FROM \(SELECT [^*]*\) AS `accounts`$/,
      );
  });

  test('there are enough of them', () => {
    const hostile = new Set([...items(MYSQL_REFUSED), ...items(MYSQL_SCOPED)].map(([, text]) => text));
    expect(hostile.size).toBeGreaterThanOrEqual(300);
    expect(new Set(MYSQL_BENIGN).size).toBeGreaterThanOrEqual(150);
  });
});

describe.skipIf(!hasMariaDb())('on MariaDB (skipped without /usr/sbin/mariadbd)', () => {
  let served: ServedFirm;
  beforeAll(async () => {
    served = await servedFirm(firm(7), SCOPES);
  });
  afterAll(() => served[Symbol.asyncDispose]());

  test.each(items(MYSQL_SCOPED))('%s: limited to the scope: %s', async (_kind, text) => {
    for (const scope of SCOPES) {
      const judged = await passed(text, scope);
      const outcome = await served.whole(judged.text, judged.parameters);
      expect(outcome).toEqual(await served.truth(text, scope));
      expect(showsCanary(outcome, text)).toBe(false);
    }
  });

  test.each(MYSQL_BENIGN)('let through and true: %s', async (text) => {
    for (const scope of SCOPES) {
      const judged = await passed(text, scope);
      const outcome = await served.whole(judged.text, judged.parameters);
      expect(outcome).not.toBe('fails');
      expect(outcome).toEqual(await served.truth(text, scope));
      expect(showsCanary(outcome, text)).toBe(false);
    }
  });
});
