import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import type { Guard } from '../../../src/guard/port.ts';
import { Problem } from '../../../src/vocabulary/problem.ts';
import { BENIGN } from '../benign.ts';
import { REFUSED } from '../hostile.ts';
import { MYSQL_BENIGN } from '../mysql-benign.ts';
import { MYSQL_REFUSED } from '../mysql-hostile.ts';
import { MY_SCOPE } from '../trial.ts';
import type { Mutant, MutatedDialect } from './find.ts';

/** Modules of the guard with this parameter belong to one mutant: each gets a guard of its own in one process. */
const PARAMETER = 'mutant';
const GUARD = new URL('../../../src/guard/', import.meta.url).href;

const CREATES = { duckdb: 'createDuckDbGuard', mysql: 'createMySqlGuard' } as const;
const TRIED = {
  duckdb: { refused: REFUSED, benign: BENIGN },
  mysql: { refused: MYSQL_REFUSED, benign: MYSQL_BENIGN },
} as const;

let current: Mutant | null = null;
let rounds = 0;

registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context);
    const round = context.parentURL === undefined ? null : roundOf(context.parentURL);
    if (round === null || !resolved.url.startsWith(GUARD)) return resolved;
    return { ...resolved, url: `${resolved.url}?${PARAMETER}=${round}` };
  },
  load(url, context, next) {
    const loaded = next(url, context);
    if (current === null || roundOf(url) === null || !url.includes(`/guard/${current.file}?`)) return loaded;
    const text = readFileSync(new URL(url.split('?')[0] ?? ''), 'utf8');
    return { ...loaded, source: `${text.slice(0, current.start)}${current.by}${text.slice(current.end)}` };
  },
});

function roundOf(url: string): string | null {
  return URL.parse(url)?.searchParams.get(PARAMETER) ?? null;
}

/**
 * Whether a guard with this mutant (null: none) lets a hostile statement through, refuses a benign one or falls over:
 * what is seen by judging alone, without a database. The quickest way in which a mutant is noticed; not the only one.
 */
export async function noticedByJudging(
  dialect: MutatedDialect,
  mutant: Mutant | null,
): Promise<string | null> {
  current = mutant;
  rounds += 1;
  let guard: Guard;
  try {
    const made = (await import(`${GUARD}${dialect}/guard.ts?${PARAMETER}=${String(rounds)}`)) as Readonly<
      Record<string, () => Promise<Guard> | Guard>
    >;
    const create = made[CREATES[dialect]];
    if (!create) throw new TypeError('there is no guard of this dialect');
    guard = await create();
  } catch (error) {
    return `does not start: ${String(error)}`;
  }
  try {
    return await differs(guard, dialect);
  } finally {
    guard.close();
  }
}

async function differs(guard: Guard, dialect: MutatedDialect): Promise<string | null> {
  const { refused, benign } = TRIED[dialect];
  for (const text of Object.values(refused).flat()) {
    const judged = await guard.judge({ text, parameters: [] }, MY_SCOPE, 'written');
    if (!(judged instanceof Problem)) return `let through: ${text}`;
    if (judged.code === 'internal') return `fell over: ${text}`;
  }
  for (const text of benign) {
    const judged = await guard.judge({ text, parameters: [] }, MY_SCOPE, 'written');
    if (judged instanceof Problem) return `refused: ${text}`;
  }
  return null;
}
