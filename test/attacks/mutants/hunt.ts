import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findMutants, type Mutant } from './find.ts';

const FOUND_SHARE_MIN = 0.9;
const TOLD_EVERY = 25;
const TRIAL = join(import.meta.dirname, 'trial.ts');
const VITEST = join(import.meta.dirname, '../../../node_modules/vitest/vitest.mjs');
const CONFIG = join(import.meta.dirname, 'vitest.config.ts');

/**
 * Takes each rule of the guard out once and looks whether the attacks, or else the guard's own tests, notice. True
 * when nine of ten do, after the guard as it is has passed. `of`: only mutants whose label holds this text.
 */
export async function huntMutants(of: string, say: (line: string) => void): Promise<boolean> {
  const intact = await passes([TRIAL], null);
  if (!intact) {
    say('the attacks find something wrong with the guard as it is');
    return false;
  }
  const mutants = findMutants().filter(({ label }) => label.includes(of));
  const missed: Mutant[] = [];
  for (const [at, mutant] of mutants.entries()) {
    if (!(await isNoticed(mutant))) {
      missed.push(mutant);
      say(`not noticed: ${mutant.label}`);
    }
    if (at % TOLD_EVERY === TOLD_EVERY - 1) say(`${String(at + 1)} of ${String(mutants.length)} mutants`);
  }
  const share = mutants.length === 0 ? 0 : 1 - missed.length / mutants.length;
  say(`${String(mutants.length)} mutants, ${(share * 100).toFixed(1)} % noticed`);
  return share >= FOUND_SHARE_MIN;
}

async function isNoticed(mutant: Mutant): Promise<boolean> {
  const told = JSON.stringify(mutant);
  if (!(await passes([TRIAL, told], null))) return true;
  return !(await passes([VITEST, 'run', 'src/guard/duckdb', '--config', CONFIG], told));
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
