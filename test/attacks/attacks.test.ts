import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDuckDbGuard } from '../../src/guard/duckdb/guard.ts';
import type { Guard } from '../../src/guard/port.ts';
import { Problem } from '../../src/vocabulary/problem.ts';
import type { ReadScope } from '../../src/vocabulary/scope.ts';
import { BENIGN } from './benign.ts';
import { blandElsewhere, CANARY, database, firm, MINE, onlyIn, type Database } from './firm.ts';
import { statement } from './grammar.ts';
import { REFUSED, SCOPED } from './hostile.ts';

const GENERATED = 1_500;
const FIRM = firm(7);
/** More accounts than are written out one by one, so that they travel as one parameter. */
const PADDED = [...MINE, ...Array.from({ length: 100 }, (_, at) => `none-${at}`)];

const SCOPES: readonly ReadScope[] = [
  { accounts: MINE, currency: null },
  { accounts: MINE, currency: 'USD' },
  { accounts: ['ACC-02'], currency: null },
  { accounts: PADDED, currency: null },
  { accounts: [], currency: null },
];
const [MY_SCOPE = { accounts: [], currency: null }] = SCOPES;

let guard: Guard;
let whole: Database;
/**
 * For each scope a store that holds nothing else, with plain names for the raw statement (`plain`) and as the guard
 * prints (`product`), and one that holds as many rows as the whole, those of others without content (`bland`).
 */
const alone = new Map<
  ReadScope,
  { readonly plain: Database; readonly product: Database; readonly bland: Database }
>();

beforeAll(async () => {
  guard = await createDuckDbGuard();
  whole = await database(FIRM, 'product');
  for (const scope of SCOPES) {
    const rows = onlyIn(scope, FIRM);
    alone.set(scope, {
      plain: await database(rows, null),
      product: await database(rows, 'product'),
      bland: await database(blandElsewhere(scope, FIRM), 'product'),
    });
  }
});

afterAll(async () => {
  guard.close();
  await whole[Symbol.asyncDispose]();
  for (const stores of alone.values())
    for (const store of Object.values(stores)) await store[Symbol.asyncDispose]();
});

type Outcome = readonly string[] | 'fails' | Problem;

async function throughGuard(text: string, scope: ReadScope): Promise<Outcome> {
  const judged = await guard.judge({ text, parameters: [] }, scope, 'written');
  if (judged instanceof Problem) return judged;
  return whole.rows(judged.text, judged.parameters).catch(() => 'fails' as const);
}

function storesOf(scope: ReadScope) {
  const stores = alone.get(scope);
  if (!stores) throw new Error('a scope without a store');
  return stores;
}

async function truth(text: string, scope: ReadScope): Promise<Outcome> {
  return storesOf(scope)
    .plain.rows(text)
    .catch(() => 'fails' as const);
}

/** The printed statement where nothing is known of others: whether it fails there does not tell of them. */
async function printedIn(store: 'product' | 'bland', text: string, scope: ReadScope): Promise<Outcome> {
  const judged = await guard.judge({ text, parameters: [] }, scope, 'written');
  if (judged instanceof Problem) return judged;
  const there = storesOf(scope)[store];
  return there.rows(judged.text, judged.parameters).catch(() => 'fails' as const);
}

function expectNoCanary(outcome: Outcome, text: string): void {
  if (outcome instanceof Problem || outcome === 'fails') return;
  // A statement may write the word itself.
  const written = text.toLowerCase().includes(CANARY);
  if (!written) expect(outcome.filter((row) => row.toLowerCase().includes(CANARY))).toEqual([]);
}

const items = (statements: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(statements).flatMap(([kind, texts]) => texts.map((text) => [kind, text] as const));

describe('hostile statements', () => {
  test.each(items(REFUSED))('%s: refused: %j', async (_kind, text) => {
    const judged = await guard.judge({ text, parameters: [] }, MY_SCOPE, 'written');
    if (!(judged instanceof Problem)) throw new Error(`let through as ${judged.text}`);
    expect(['sql_refused', 'sql_invalid', 'sql_limit']).toContain(judged.code);
    expect(judged.message).toMatch(/^\P{Cc}{20,400}\.$/u);
    expect(judged.message).not.toMatch(/Error:|Binder|Catalog Error|LINE 1/);
  });

  test.each(items(SCOPED))('%s: limited to the scope: %s', async (_kind, text) => {
    for (const scope of SCOPES) {
      const outcome = await throughGuard(text, scope);
      expect(outcome).toEqual(await truth(text, scope));
      expectNoCanary(outcome, text);
      expect(outcome).not.toBe('fails');
    }
  });

  test('there are enough of them', () => {
    expect(items(REFUSED).length + items(SCOPED).length).toBeGreaterThanOrEqual(150);
    expect(BENIGN.length).toBeGreaterThanOrEqual(100);
  });
});

describe('benign statements', () => {
  test.each(BENIGN)('let through and true: %s', async (text) => {
    for (const scope of SCOPES) {
      const outcome = await throughGuard(text, scope);
      if (outcome instanceof Problem) throw outcome;
      const expected = await truth(text, scope);
      expect(expected).not.toBe('fails');
      expect(outcome).toEqual(expected);
      expectNoCanary(outcome, text);
    }
  });
});

test(`${GENERATED} generated statements give what the reader's own rows give`, async () => {
  const counts = { equal: 0, rows: 0, failing: 0, refused: 0 };
  for (let seed = 0; seed < GENERATED; seed += 1) {
    const text = statement(seed);
    const scope = SCOPES[seed % SCOPES.length] ?? MY_SCOPE;
    const outcome = await throughGuard(text, scope);
    if (outcome instanceof Problem) {
      counts.refused += 1;
      expect(outcome.code, `${seed}: ${text}\n${outcome.message}`).toBe('sql_limit');
      continue;
    }
    const expected = await truth(text, scope);
    // Whether a cast is tried on a row that a join then drops is up to the plan. But what fails with the rows of
    // others there has to fail without them too, or the failure would tell of them.
    if (outcome === 'fails')
      expect(
        [expected, await printedIn('product', text, scope), await printedIn('bland', text, scope)],
        `${seed}: ${text}`,
      ).toContain('fails');
    else if (expected !== 'fails') expect(outcome, `${seed}: ${text}`).toEqual(expected);
    expectNoCanary(outcome, text);
    if (outcome === 'fails') counts.failing += 1;
    else {
      counts.equal += 1;
      counts.rows += outcome.length;
    }
  }
  // A generator that makes little but nonsense would prove nothing.
  expect(counts.equal).toBeGreaterThan(GENERATED * 0.6);
  expect(counts.rows).toBeGreaterThan(GENERATED);
  expect(counts.refused).toBeLessThan(GENERATED * 0.02);
});
