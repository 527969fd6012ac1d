import { Problem } from '../../src/vocabulary/problem.ts';
import type { ReadScope } from '../../src/vocabulary/scope.ts';
import { CANARY, MINE } from './firm.ts';

/** More accounts than are written out one by one, so that they travel as one parameter. */
const PADDED = [...MINE, ...Array.from({ length: 100 }, (_, at) => `none-${at}`)];

export const MY_SCOPE: ReadScope = { accounts: MINE, currency: null };
export const SCOPES: readonly ReadScope[] = [
  MY_SCOPE,
  { accounts: MINE, currency: 'USD' },
  { accounts: ['ACC-02'], currency: null },
  { accounts: PADDED, currency: null },
  { accounts: [], currency: null },
];

export type Outcome = readonly string[] | 'fails' | Problem;

/**
 * A made-up firm behind the guard, and for each scope stores that hold nothing else: the same statement has to give
 * the same rows in all, and a guarded one has to fail in one where it fails in the other.
 */
export interface Sides {
  throughGuard(text: string, scope: ReadScope): Promise<Outcome>;
  /** The guarded statement where nothing is known of others: it has to end there as it does among them. */
  throughGuardAlone(text: string, scope: ReadScope): Promise<Outcome>;
  /** The statement as it was written, where there is nothing but what the scope holds. */
  truth(text: string, scope: ReadScope): Promise<Outcome>;
}

/** What one random statement came to. */
export interface Trial {
  readonly kind: 'equal' | 'failing' | 'refused' | 'wrong';
  readonly rows: number;
  /** Empty unless it is wrong: the seed, the statement and what differs. */
  readonly difference: string;
}

/** The statement of one seed, through the guard and where only the reader's rows are. */
export async function tryOne(sides: Sides, seed: number, text: string): Promise<Trial> {
  const scope = SCOPES[seed % SCOPES.length] ?? MY_SCOPE;
  const wrong = (what: string): Trial => ({
    kind: 'wrong',
    rows: 0,
    difference: `${seed}: ${text}\n${what}`,
  });
  const outcome = await sides.throughGuard(text, scope);
  if (outcome instanceof Problem) {
    return outcome.code === 'sql_limit' || outcome.message.includes('that is read more than once')
      ? { kind: 'refused', rows: 0, difference: '' }
      : wrong(outcome.message);
  }
  // Whether a cast is tried on a row that a join then drops is up to the plan, which may not depend on others.
  const expected = await sides.truth(text, scope);
  const alone = await sides.throughGuardAlone(text, scope);
  if (JSON.stringify(alone) !== JSON.stringify(outcome))
    return wrong(`gives ${JSON.stringify(outcome)} with others there, ${JSON.stringify(alone)} without`);
  if (outcome === 'fails') return { kind: 'failing', rows: 0, difference: '' };
  if (expected !== 'fails' && JSON.stringify(expected) !== JSON.stringify(outcome))
    return wrong(`gives ${JSON.stringify(outcome)}\nand not ${JSON.stringify(expected)}`);
  if (showsCanary(outcome, text)) return wrong(`shows ${JSON.stringify(outcome)}`);
  return { kind: 'equal', rows: outcome.length, difference: '' };
}

/** A row of others is among them; a statement may write the word itself. */
export function showsCanary(outcome: Outcome, text: string): boolean {
  if (outcome instanceof Problem || outcome === 'fails') return false;
  return !text.toLowerCase().includes(CANARY) && outcome.some((row) => row.toLowerCase().includes(CANARY));
}
