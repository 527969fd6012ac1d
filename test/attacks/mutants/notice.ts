import { Problem } from '../../../src/vocabulary/problem.ts';
import type { ReadScope } from '../../../src/vocabulary/scope.ts';
import { BENIGN } from '../benign.ts';
import { SCOPED } from '../hostile.ts';
import { MYSQL_BENIGN } from '../mysql-benign.ts';
import { MYSQL_SCOPED } from '../mysql-hostile.ts';
import { MySqlOracle } from '../mysql-oracle.ts';
import { Oracle } from '../oracle.ts';
import { MY_SCOPE, type Outcome, SCOPES, type Sides } from '../trial.ts';
import type { MutatedDialect } from './find.ts';

interface Tried {
  readonly scoped: Readonly<Record<string, readonly string[]>>;
  readonly benign: readonly string[];
  readonly open: () => Promise<Sides & AsyncDisposable>;
}

const TRIED: Readonly<Record<MutatedDialect, Tried>> = {
  duckdb: { scoped: SCOPED, benign: BENIGN, open: () => Oracle.open() },
  mysql: { scoped: MYSQL_SCOPED, benign: MYSQL_BENIGN, open: () => MySqlOracle.open() },
};

/** What the attacks find wrong with this guard on the engine; null where it holds. */
export async function noticed(dialect: MutatedDialect): Promise<string | null> {
  const { scoped, benign, open } = TRIED[dialect];
  await using sides = await open();
  const limited = Object.values(scoped).flat();
  for (const text of [...limited, ...benign]) {
    for (const scope of limited.includes(text) ? SCOPES : [MY_SCOPE]) {
      for (const outcome of await outcomesOf(sides, text, scope)) {
        const expected = await sides.truth(text, scope);
        if (outcome instanceof Problem) return `refused: ${text}`;
        if (JSON.stringify(outcome) !== JSON.stringify(expected)) return `differs: ${text}`;
      }
    }
  }
  return null;
}

/** In the embedded store generated statements are limited in another way than those that people write. */
async function outcomesOf(sides: Sides, text: string, scope: ReadScope): Promise<readonly Outcome[]> {
  if (!(sides instanceof Oracle)) return [await sides.throughGuard(text, scope)];
  return [
    await sides.throughGuard(text, scope, 'generated'),
    await sides.throughGuard(text, scope, 'written'),
  ];
}
