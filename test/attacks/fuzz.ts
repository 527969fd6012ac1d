import { Oracle, type Trial } from './oracle.ts';

const TOLD_EVERY = 2_000;

/** Puts random statements through the guard, from one seed on; gives how many came out wrong. */
export async function fuzzGuard(
  statements: number,
  first: number,
  say: (line: string) => void,
): Promise<number> {
  await using oracle = await Oracle.open();
  const counts: Record<Trial['kind'], number> = { equal: 0, failing: 0, refused: 0, wrong: 0 };
  let rows = 0;
  for (let at = 0; at < statements; at += 1) {
    const trial = await oracle.tryOne(first + at);
    counts[trial.kind] += 1;
    rows += trial.rows;
    if (trial.kind === 'wrong') {
      say(`\n${trial.difference}`);
      say(`replay: npm run nightly -- guard --seed ${String(first + at)} --statements 1`);
    }
    if (at % TOLD_EVERY === TOLD_EVERY - 1)
      say(`${String(at + 1)} statements, ${String(counts.wrong)} wrong`);
  }
  say(`${String(statements)} statements, ${String(rows)} rows: ${JSON.stringify(counts)}`);
  return counts.wrong;
}
