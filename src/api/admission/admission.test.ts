import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type Lane, LANES } from '../../vocabulary/lane.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { asProblem, type Problem } from '../../vocabulary/problem.ts';
import { Admission } from './admission.ts';
import { SimulatedTime } from './simulated-time.fixture.ts';

const RUNNING_MAX = 4;
const BOOK_MAX = 2;

interface Asked {
  readonly at_ms: number;
  readonly user: string;
  readonly lane: Lane;
  readonly takes_ms: number;
  /** After how long its asker goes away, if it has not been answered by then. */
  readonly leaves_ms?: number;
}

interface Outcome extends Asked {
  readonly problem: Problem | null;
  readonly ended_ms: number;
}

/** Lives through everything that is asked; what came of each, and the most that ever ran and waited. */
async function lived(asked: readonly Asked[]) {
  const time = new SimulatedTime();
  const { timers } = time;
  const most: Record<string, number> = {};
  const now: Record<string, readonly [number, number]> = {};
  const admission = new Admission({
    running_max: RUNNING_MAX,
    book_max: BOOK_MAX,
    timers,
    random: () => 0.5,
    observe: {
      waited: () => undefined,
      count: (lane, running, waiting) => {
        now[lane] = [running, waiting];
        most['waiting'] = Math.max(most['waiting'] ?? 0, waiting);
      },
    },
  });
  const working: Record<Lane, number> = { kept: 0, accounts: 0, book: 0 };
  const count = (lane: Lane, by: number): void => {
    working[lane] += by;
    const reading = working.accounts + working.book;
    for (const [what, many] of Object.entries({ ...working, reading })) {
      most[what] = Math.max(most[what] ?? 0, many);
    }
  };
  const outcomes: Outcome[] = [];
  for (const each of asked) {
    timers.after(each.at_ms, () => {
      const leaving = new AbortController();
      if (each.leaves_ms !== undefined) timers.after(each.leaves_ms, () => leaving.abort());
      const work = async (): Promise<void> => {
        count(each.lane, 1);
        await new Promise<void>((resolve) => void timers.after(each.takes_ms, resolve));
        count(each.lane, -1);
      };
      const note = (problem: Problem | null): void => {
        outcomes.push({ ...each, problem, ended_ms: timers.elapsed() });
      };
      admission.run({ ...each, stop: leaving.signal }, work).then(
        () => note(null),
        (error: unknown) => note(asProblem(error)),
      );
    });
  }
  await time.live();
  return { outcomes, most, now };
}

/** Somebody who asks at a steady rate. */
function steady(asked: Omit<Asked, 'at_ms'>, perSecond: number, seconds: number, from_ms = 0): Asked[] {
  return Array.from({ length: Math.floor(perSecond * seconds) }, (_, n) => ({
    ...asked,
    at_ms: from_ms + (n * 1_000) / perSecond,
  }));
}

const answered = (outcomes: readonly Outcome[]): Outcome[] =>
  outcomes.filter(({ problem }) => problem === null);

describe('who may have something worked out', () => {
  it('keeps what it can bear at ten times of it, refuses the rest at once, and is as before when that is over', async () => {
    // Three places for questions about accounts, 20 ms each: 150 a second.
    const crowd = steady({ user: 'crowd', lane: 'accounts', takes_ms: 20 }, 1_500, 3);
    const after = steady({ user: 'later', lane: 'accounts', takes_ms: 20 }, 50, 1, 3_500);
    const { outcomes } = await lived([...crowd, ...after]);
    const during = outcomes.filter(({ user }) => user === 'crowd');
    expect(answered(during).length / 3).toBeGreaterThan(0.95 * 150);
    const waits = answered(during).map(({ at_ms, ended_ms }) => ended_ms - at_ms);
    expect(Math.max(...waits)).toBeLessThan(LIMITS.question_burst_wait_ms_max + 100);
    // Once the crowd does not go away by itself, nobody waits much longer than an answer takes.
    const late = answered(during).filter(({ at_ms }) => at_ms > 2_000);
    expect(Math.max(...late.map(({ at_ms, ended_ms }) => ended_ms - at_ms))).toBeLessThan(150);
    const refused = during.filter(({ problem }) => problem !== null);
    expect(refused.every(({ at_ms, ended_ms }) => ended_ms === at_ms)).toBe(true);
    expect(new Set(refused.map(({ problem }) => problem?.code))).toEqual(new Set(['busy']));
    expect(answered(outcomes.filter(({ user }) => user === 'later'))).toHaveLength(50);
  });

  it('refuses nobody who asks for less than can be borne, though all of it pauses for a moment again and again', async () => {
    // Two places, 150 ms each: 13 a second; every five seconds what runs takes more than a second.
    const asked = steady({ user: 'desk', lane: 'book', takes_ms: 150 }, 6, 30);
    const paused = asked.map((each) => (each.at_ms % 5_000 < 200 ? { ...each, takes_ms: 1_200 } : each));
    const { outcomes } = await lived(paused);
    expect(outcomes).toHaveLength(asked.length);
    expect(answered(outcomes)).toHaveLength(asked.length);
  });

  it('refuses nobody and holds up nobody much for the flood of somebody else', async () => {
    const flood = steady({ user: 'flood', lane: 'accounts', takes_ms: 20 }, 1_350, 3);
    const others = ['ann', 'bob', 'cy'].flatMap((user) =>
      steady({ user, lane: 'accounts', takes_ms: 20 }, 10, 3, 7),
    );
    const { outcomes } = await lived([...flood, ...others]);
    const theirs = outcomes.filter(({ user }) => user !== 'flood');
    expect(answered(theirs)).toHaveLength(others.length);
    expect(Math.max(...theirs.map(({ at_ms, ended_ms }) => ended_ms - at_ms))).toBeLessThan(100);
  });

  it('lets questions about everything hold up none about accounts, and these not all of those', async () => {
    const book = steady({ user: 'advisor', lane: 'book', takes_ms: 1_000 }, 50, 5);
    const accounts = steady({ user: 'ann', lane: 'accounts', takes_ms: 20 }, 20, 5);
    const kept = steady({ user: 'bob', lane: 'kept', takes_ms: 1 }, 200, 5);
    const flood = steady({ user: 'flood', lane: 'accounts', takes_ms: 20 }, 1_000, 5, 5_000);
    const { outcomes } = await lived([...book, ...accounts, ...kept, ...flood]);
    const of = (user: string): Outcome[] => outcomes.filter((outcome) => outcome.user === user);
    expect(answered(of('ann'))).toHaveLength(accounts.length);
    expect(Math.max(...of('ann').map(({ at_ms, ended_ms }) => ended_ms - at_ms))).toBeLessThan(50);
    expect(answered(of('bob'))).toHaveLength(kept.length);
    expect(answered(of('advisor')).length).toBeGreaterThanOrEqual(2 * 4);
  });

  it('is asked no more often than it can bear by those who ask again the moment they are refused', async () => {
    const time = new SimulatedTime();
    const { timers } = time;
    const admission = new Admission({
      running_max: RUNNING_MAX,
      book_max: BOOK_MAX,
      timers,
      random: () => 0,
    });
    const [connections, seconds] = [400, 5];
    const ended = { answered: 0, refused: 0 };
    const askOn = async (user: string): Promise<void> => {
      while (timers.elapsed() < seconds * 1_000) {
        const work = (): Promise<void> => new Promise((resolve) => void timers.after(20, resolve));
        await admission.run({ user, lane: 'accounts' }, work).then(
          () => (ended.answered += 1),
          () => (ended.refused += 1),
        );
        await new Promise<void>((resolve) => void timers.after(1, resolve));
      }
    };
    const all = Array.from({ length: connections }, (_, n) => askOn(`user ${n % 20}`));
    await time.live();
    await Promise.all(all);
    // Three places, 20 ms each: 150 a second.
    expect(ended.answered).toBeGreaterThan(0.9 * 150 * seconds);
    expect(ended.refused).toBeLessThan(
      1.1 * LIMITS.refusals_at_once_per_answer_max * ended.answered + connections,
    );
  });

  it('tells whoever goes away while his refusal is held back nothing more, and keeps nothing of him', async () => {
    const hung = steady({ user: 'a', lane: 'accounts', takes_ms: 10_000 }, 1_000, 0.05);
    const flood = steady({ user: 'b', lane: 'accounts', takes_ms: 1, leaves_ms: 5 }, 2_000, 2, 3_000);
    const { outcomes } = await lived([...hung, ...flood]);
    const gone = outcomes.filter(({ user, problem }) => user === 'b' && problem?.code === 'stopped');
    expect(gone.length).toBeGreaterThan(1_000);
    expect(gone.every(({ at_ms, ended_ms }) => ended_ms - at_ms <= 5.1)).toBe(true);
  });

  it('forgets nothing that waits when what runs hangs, and refuses it in bounded time', async () => {
    const hung: Asked = { at_ms: 0, user: 'a', lane: 'accounts', takes_ms: 60_000 };
    const { outcomes } = await lived([
      ...Array.from({ length: 3 }, () => hung),
      ...Array.from({ length: 10 }, () => ({ ...hung, at_ms: 1, user: 'b', takes_ms: 1 })),
    ]);
    const waited = outcomes.filter(({ user }) => user === 'b');
    expect(waited).toHaveLength(10);
    expect(waited.every(({ problem, ended_ms }) => problem?.code === 'busy' && ended_ms < 6_000)).toBe(true);
  });

  const asking = fc.array(
    fc.record(
      {
        at_ms: fc.nat(2_000),
        user: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        lane: fc.constantFrom(...LANES),
        takes_ms: fc.nat(3_000),
        leaves_ms: fc.nat(3_000),
      },
      { requiredKeys: ['at_ms', 'user', 'lane', 'takes_ms'] },
    ),
    { maxLength: 150 },
  );

  test.prop([asking], { numRuns: 60 })(
    'keeps its bounds, and ends each question in one of three ways, whatever is asked',
    async (asked) => {
      const { outcomes, most, now } = await lived(asked);
      expect(outcomes).toHaveLength(asked.length);
      expect(most['reading'] ?? 0).toBeLessThanOrEqual(RUNNING_MAX);
      expect(most['book'] ?? 0).toBeLessThanOrEqual(BOOK_MAX);
      expect(most['kept'] ?? 0).toBeLessThanOrEqual(LIMITS.kept_questions_running_max);
      expect(most['waiting'] ?? 0).toBeLessThanOrEqual(LIMITS.questions_waiting_max);
      expect(Object.values(now)).toEqual(LANES.map(() => [0, 0]));
      for (const { problem, at_ms, ended_ms, takes_ms, leaves_ms } of outcomes) {
        const waited = ended_ms - at_ms - (problem === null ? takes_ms : 0);
        expect(waited).toBeLessThanOrEqual(LIMITS.question_wait_ms_max);
        if (problem === null) continue;
        expect(['busy', 'stopped']).toContain(problem.code);
        if (problem.code === 'stopped') expect(leaves_ms).toBeDefined();
        else {
          expect(problem.retryAfterSeconds).toBeGreaterThanOrEqual(1);
          expect(problem.retryAfterSeconds).toBeLessThanOrEqual(LIMITS.question_retry_seconds_max);
        }
      }
    },
  );

  test.prop([asking], { numRuns: 60 })('lets nobody wait while a place is free for it', async (asked) => {
    const few = asked.map((each) => ({ ...each, lane: 'accounts' as const })).slice(0, 3);
    const { outcomes } = await lived(few);
    for (const { problem, at_ms, ended_ms, takes_ms } of outcomes) {
      expect([problem, ended_ms - at_ms]).toEqual([null, takes_ms]);
    }
  });
});
