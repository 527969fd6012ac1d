// `npm run nightly`: the properties again, on a hundred times as many random cases as `npm test` takes.
//   npm run nightly                                   100,000 random histories, and each accounting property as often
//   npm run nightly -- --histories 5000               so many
//   npm run nightly -- --seed 17 --histories 200      the home of one seed again, as a failure names it
//   npm run nightly -- guard [--dialect D] [--statements N] [--seed N]   random statements through the guard, 100,000 of
//                                                     each dialect: duckdb, mysql (on a MariaDB), mysql9
//   npm run nightly -- mutants [--dialect D] [--of TEXT] [--sample N] [--seed N]   the guard's rules, each taken out once:
//                                                     the tests have to notice nine of ten; all, or N drawn by the seed
//   npm run nightly -- lives [--lives N] [--seed N]   lives of an installation full of faults, 10,000 of them
//   npm run nightly -- alarms                         the cause of each alert, brought about on real servers
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  FIRMS_A_HOME,
  firmsOf,
  newTally,
  proveHistory,
  smallestWrong,
} from '../test/properties/histories.ts';
import { DIALECT_NAMES, fuzzGuard } from '../test/attacks/fuzz.ts';
import { MUTATED_DIALECTS } from '../test/attacks/mutants/find.ts';
import { huntMutants } from '../test/attacks/mutants/hunt.ts';
import { Shelves } from '../test/properties/shelf.ts';
import { findMistakes, liveThrough } from '../test/simulation/live.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    histories: { type: 'string', default: '100000' },
    lives: { type: 'string', default: '10000' },
    statements: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    of: { type: 'string', default: '' },
    sample: { type: 'string' },
    dialect: { type: 'string' },
  },
});
const say = (line: string): void => console.log(line);
if (positionals[0] === 'guard') {
  const wrong = await fuzzGuards(Number(values.seed ?? 0));
  process.exit(wrong === 0 ? 0 : 1);
}
if (positionals[0] === 'lives') {
  const wrong = await liveThrough(Number(values.lives), Number(values.seed ?? 1), say);
  const unseen = values.seed === undefined ? await findMistakes(say) : 0;
  process.exit(wrong + unseen === 0 ? 0 : 1);
}
if (positionals[0] === 'alarms') process.exit(provokeAlarms() ? 0 : 1);
if (positionals[0] === 'mutants') {
  const sample = values.sample === undefined ? null : Number(values.sample);
  process.exit((await huntAll(values.of, sample, Number(values.seed ?? 0))) ? 0 : 1);
}
const histories = Number(values.histories);
const first =
  values.seed === undefined ? Math.floor(Date.now() / 1_000) % 1_000_000_000 : Number(values.seed);
if (!Number.isInteger(histories) || histories < 1 || !Number.isInteger(first)) {
  throw new TypeError('--histories and --seed are whole numbers');
}

const shelves = await Shelves.open();
const tally = newTally();
const started = performance.now();
let failures = 0;
const homes = Math.ceil(histories / FIRMS_A_HOME);
console.log(
  `${String(homes * FIRMS_A_HOME)} random histories, ${String(FIRMS_A_HOME)} firms a home, from seed ${String(first)} on`,
);
for (let home = 0; home < homes; home += 1) {
  const seed = first + home;
  const wrong = await proveHistory(shelves, firmsOf(seed).told, tally);
  if (Object.keys(wrong).length > 0) {
    failures += 1;
    console.log(`\nseed ${String(seed)} is wrong in: ${Object.keys(wrong).join(', ')}`);
    console.log(`replay: npm run nightly -- --seed ${String(seed)} --histories ${String(FIRMS_A_HOME)}`);
    console.log((await smallestWrong(seed, wrong, shelves)) ?? JSON.stringify(wrong, null, 2));
  }
  if (home % 10 === 9) console.log(`${String((home + 1) * FIRMS_A_HOME)} histories, ${minutes(started)}`);
}
shelves.close();
console.log(
  `${String(homes * FIRMS_A_HOME)} histories, ${String(failures)} homes wrong, ${minutes(started)}; ${JSON.stringify(tally)}`,
);

if (values.seed === undefined) {
  const properties = ['src/accounting', '--config', 'test/properties/nightly.config.ts'];
  if (!vitest(properties, { ASKFOLIO_PROPERTY_RUNS: String(histories) })) failures += 1;
  failures += await fuzzGuards(first);
  if (!(await huntAll('', null, 0))) failures += 1;
  failures += await liveThrough(Number(values.lives), first, say);
  failures += await findMistakes(say);
  if (!provokeAlarms()) failures += 1;
}
process.exitCode = failures === 0 ? 0 : 1;

async function fuzzGuards(from: number): Promise<number> {
  let wrong = 0;
  for (const dialect of values.dialect === undefined ? DIALECT_NAMES : [values.dialect])
    wrong += await fuzzGuard(dialect, Number(values.statements), from, say);
  return wrong;
}

async function huntAll(of: string, sample: number | null, seed: number): Promise<boolean> {
  let found = true;
  for (const dialect of MUTATED_DIALECTS) {
    if (values.dialect !== undefined && values.dialect !== dialect) continue;
    if (!(await huntMutants({ dialect, of, sample, seed, say }))) found = false;
  }
  return found;
}

function minutes(from: number): string {
  return `${((performance.now() - from) / 60_000).toFixed(1)} min`;
}

/** One installation after the other: each has servers enough of its own. */
function provokeAlarms(): boolean {
  const files = ['test/monitoring/alarms.test.ts', 'test/monitoring/outages.test.ts'];
  return vitest([...files, '--no-file-parallelism'], { ASKFOLIO_TEST_ALARMS: 'whole' });
}

function vitest(what: readonly string[], environment: Readonly<Record<string, string>>): boolean {
  const program = fileURLToPath(new URL('../node_modules/.bin/vitest', import.meta.url));
  const env = { ...process.env, ...environment };
  return spawnSync(program, ['run', ...what], { stdio: 'inherit', env }).status === 0;
}
