import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { seeded } from '../random.ts';
import { findMutants, type Mutant, type MutatedDialect } from './find.ts';
import { noticedByJudging } from './judging.ts';

const FOUND_SHARE_MIN = 0.9;
const TOLD_EVERY = 25;
const TRIAL = join(import.meta.dirname, 'trial.ts');
const VITEST = join(import.meta.dirname, '../../../node_modules/vitest/vitest.mjs');
const CONFIG = join(import.meta.dirname, 'vitest.config.ts');

export interface Hunt {
  readonly dialect: MutatedDialect;
  /** Only mutants whose label holds this text. */
  readonly of: string;
  /** So many of them, drawn by the seed; null: all. */
  readonly sample: number | null;
  readonly seed: number;
  readonly say: (line: string) => void;
}

/**
 * Takes each rule of the guard out once and looks whether the attacks, or else the guard's own tests, notice. True
 * when nine of ten do, after the guard as it is has passed.
 */
export async function huntMutants({ dialect, of, sample, seed, say }: Hunt): Promise<boolean> {
  const wrong = await noticedByJudging(dialect, null);
  if (wrong !== null) {
    say(`the attacks find something wrong with the guard as it is: ${wrong}`);
    return false;
  }
  const all = findMutants(dialect).filter(({ label }) => label.includes(of));
  const mutants = sample === null ? all : drawn(all, sample, seed);
  const missed: Mutant[] = [];
  for (const [at, mutant] of mutants.entries()) {
    if (!(await isNoticed(mutant))) {
      missed.push(mutant);
      say(`not noticed: ${mutant.label}`);
    }
    if (at % TOLD_EVERY === TOLD_EVERY - 1)
      say(`${dialect}: ${String(at + 1)} of ${String(mutants.length)} mutants`);
  }
  const share = mutants.length === 0 ? 0 : 1 - missed.length / mutants.length;
  say(`${dialect}: ${String(mutants.length)} mutants, ${(share * 100).toFixed(1)} % noticed`);
  return share >= FOUND_SHARE_MIN;
}

function drawn(all: readonly Mutant[], count: number, seed: number): readonly Mutant[] {
  const random = seeded(seed);
  const left = [...all];
  return Array.from({ length: Math.min(count, left.length) }, () =>
    left.splice(random.below(left.length), 1),
  ).flat();
}

/** The quickest way first: most of them let through what is refused, or refuse what is let through. */
async function isNoticed(mutant: Mutant): Promise<boolean> {
  if ((await noticedByJudging(mutant.dialect, mutant)) !== null) return true;
  const told = JSON.stringify(mutant);
  if (!(await passes([VITEST, 'run', `src/guard/${mutant.dialect}`, '--config', CONFIG], told))) return true;
  return !(await passes([TRIAL, told], null));
}

function passes(command: readonly string[], mutant: string | null): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, command, {
      stdio: 'ignore',
      env: { ...process.env, ...(mutant === null ? {} : { ASKFOLIO_MUTANT: mutant }) },
    });
    child.once('exit', (status) => resolve(status === 0));
  });
}
