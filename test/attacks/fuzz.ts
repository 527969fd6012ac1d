import { DUCKDB, MYSQL, MYSQL9, type GrammarDialect } from './grammar-dialect.ts';
import { statement } from './grammar.ts';
import { MySqlOracle, ON_MYSQL } from './mysql-oracle.ts';
import { Oracle } from './oracle.ts';
import { tryOne, type Sides, type Trial } from './trial.ts';

const TOLD_EVERY = 2_000;

/** The dialects that there is a guard for, and where statements of each are tried: the embedded engine, MariaDB, MySQL 9. */
const DIALECTS: Readonly<
  Record<string, { grammar: GrammarDialect; open: () => Promise<Sides & AsyncDisposable> }>
> = {
  duckdb: { grammar: DUCKDB, open: () => Oracle.open() },
  mysql: { grammar: MYSQL, open: () => MySqlOracle.open() },
  ...(ON_MYSQL.missing ? {} : { mysql9: { grammar: MYSQL9, open: () => MySqlOracle.open(ON_MYSQL) } }),
};
export const DIALECT_NAMES: readonly string[] = Object.keys(DIALECTS);

/** Puts random statements of a dialect through its guard, from one seed on; gives how many came out wrong. */
export async function fuzzGuard(
  dialect: string,
  statements: number,
  first: number,
  say: (line: string) => void,
): Promise<number> {
  const { grammar, open } = DIALECTS[dialect] ?? {};
  if (!grammar || !open) throw new TypeError(`--dialect is one of ${DIALECT_NAMES.join(', ')}`);
  await using sides = await open();
  const counts: Record<Trial['kind'], number> = { equal: 0, failing: 0, refused: 0, wrong: 0 };
  let rows = 0;
  for (let at = 0; at < statements; at += 1) {
    const seed = first + at;
    const trial = await tryOne(sides, seed, statement(seed, grammar));
    counts[trial.kind] += 1;
    rows += trial.rows;
    if (trial.kind === 'wrong') {
      say(`\n${trial.difference}`);
      say(`replay: npm run nightly -- guard --dialect ${dialect} --seed ${String(seed)} --statements 1`);
    }
    if (at % TOLD_EVERY === TOLD_EVERY - 1)
      say(`${dialect}: ${String(at + 1)} statements, ${String(counts.wrong)} wrong`);
  }
  say(`${dialect}: ${String(statements)} statements, ${String(rows)} rows: ${JSON.stringify(counts)}`);
  return counts.wrong;
}
