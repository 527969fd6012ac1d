import { MISTAKES } from './mistakes.ts';
import { openRecordsInMemory } from './records.ts';
import { simulate } from './simulate.ts';

const MISTAKE_LIVES_MAX = 1_000;

/** Lives through `lives` lives from `first` on, and gives how many went wrong, each with its story. */
export async function liveThrough(
  lives: number,
  first: number,
  say: (line: string) => void,
): Promise<number> {
  const records = await openRecordsInMemory();
  const began = process.cpuUsage().user;
  let failures = 0;
  for (let seed = first; seed < first + lives; seed += 1) {
    const { wrong, story } = await simulate(records, seed);
    if (wrong.length === 0) continue;
    failures += 1;
    say(
      `seed ${seed} is wrong:\n${story.join('\n')}\nreplay: npm run nightly -- lives --lives 1 --seed ${seed}`,
    );
  }
  const ms = (process.cpuUsage().user - began) / 1_000 / lives;
  say(`${lives} lives from seed ${first}, ${failures} wrong, ${ms.toFixed(0)} ms of processor time each`);
  return failures;
}

/** Looks for a life in which each mistake shows, and gives how many mistakes show in none of a thousand. */
export async function findMistakes(say: (line: string) => void): Promise<number> {
  const records = await openRecordsInMemory();
  let unseen = 0;
  for (const mistake of MISTAKES) {
    let seed = 1;
    while (seed <= MISTAKE_LIVES_MAX && (await simulate(records, seed, mistake)).wrong.length === 0)
      seed += 1;
    const isSeen = seed <= MISTAKE_LIVES_MAX;
    if (!isSeen) unseen += 1;
    say(`${mistake}: ${isSeen ? `shows in life ${seed}` : 'shows in none'}`);
  }
  return unseen;
}
