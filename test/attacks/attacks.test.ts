import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Problem } from '../../src/vocabulary/problem.ts';
import { BENIGN } from './benign.ts';
import { REFUSED, SCOPED } from './hostile.ts';
import { Oracle } from './oracle.ts';
import { MY_SCOPE, SCOPES, showsCanary } from './trial.ts';

let oracle: Oracle;
beforeAll(async () => {
  oracle = await Oracle.open();
});
afterAll(() => oracle[Symbol.asyncDispose]());

const items = (statements: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(statements).flatMap(([kind, texts]) => texts.map((text) => [kind, text] as const));

describe('hostile statements', () => {
  const tooLarge = new Set<string>();
  test.each(items(REFUSED))('%s: refused: %j', async (_kind, text) => {
    for (const origin of ['written', 'generated'] as const) {
      const judged = await oracle.guard.judge({ text, parameters: [] }, MY_SCOPE, origin);
      // What is only too large to be written may be generated.
      if (origin === 'generated' && !(judged instanceof Problem) && tooLarge.has(text)) continue;
      if (!(judged instanceof Problem)) throw new Error(`let through as ${judged.text}`);
      expect(['sql_refused', 'sql_invalid', 'sql_limit']).toContain(judged.code);
      expect(judged.message).toMatch(/^\P{Cc}{20,400}\.$/u);
      expect(judged.message).not.toMatch(/Error:|Binder|Catalog Error|LINE 1/);
      if (judged.code === 'sql_limit') tooLarge.add(text);
    }
  });

  test.each(items(SCOPED))('%s: limited to the scope: %s', async (_kind, text) => {
    for (const scope of SCOPES) {
      for (const origin of ['written', 'generated'] as const) {
        const outcome = await oracle.throughGuard(text, scope, origin);
        expect(outcome).toEqual(await oracle.truth(text, scope));
        expect(showsCanary(outcome, text)).toBe(false);
        expect(outcome).not.toBe('fails');
      }
    }
  });

  // An engine that knows the largest value of a whole table spares itself a cast that fails where no row can pass.
  test.each([60, 100, 150, 200, 201, 250])(
    'that a statement fails does not tell whether anybody has more than %d',
    async (amount) => {
      const text = `SELECT count(*) FROM income WHERE CAST(kind AS INTEGER) >= 0 AND amount > ${amount}`;
      for (const scope of SCOPES)
        expect(await oracle.throughGuard(text, scope)).toEqual(await oracle.truth(text, scope));
    },
  );

  test('there are enough of them', () => {
    expect(
      new Set([...items(REFUSED), ...items(SCOPED)].map(([, text]) => text)).size,
    ).toBeGreaterThanOrEqual(300);
    expect(new Set(BENIGN).size).toBeGreaterThanOrEqual(150);
  });
});

describe('benign statements', () => {
  test.each(BENIGN)('let through and true: %s', async (text) => {
    for (const scope of SCOPES) {
      const outcome = await oracle.throughGuard(text, scope);
      if (outcome instanceof Problem) throw outcome;
      const expected = await oracle.truth(text, scope);
      expect(expected).not.toBe('fails');
      expect(outcome).toEqual(expected);
      expect(showsCanary(outcome, text)).toBe(false);
    }
  });
});
