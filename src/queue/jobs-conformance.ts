import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JobOrder, JobStatus } from '../vocabulary/job.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import { TIMERS } from '../vocabulary/timers.ts';
import { createJobs, type Following, type Handler, type Jobs } from './jobs.ts';
import { createLeader, type Leases } from './leader.ts';
import type { JobLedger } from './ledger.ts';
import type { Queue } from './port.ts';

/** A ledger with what carries word of it, both empty. */
export interface JobsPlace {
  readonly ledger: JobLedger;
  readonly leases: Leases;
  /** A further place that knows the same messages where the queue is shared, and none where it is not. */
  readonly newQueue: () => Queue;
  /** Sets the ledger's clock forward. */
  readonly forward: (ms: number) => void;
  readonly close: () => Promise<void>;
}

const LEASE_MS = LIMITS.job_lease_seconds * 1_000;

function order(key: string, more: Partial<JobOrder> = {}): JobOrder {
  return {
    key,
    kind: 'note',
    lane: key,
    urgency: 'usual',
    tries_max: 3,
    payload: JSON.stringify(key),
    ...more,
  };
}

const noting =
  (seen: string[], ms = 0): Handler =>
  async (payload) => {
    seen.push(`> ${payload}`);
    await sleep(ms);
    seen.push(`< ${payload}`);
    return payload;
  };

async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await what())) {
    if (performance.now() > end) throw new Error('it did not come about in time');
    await sleep(10);
  }
}

/** What is promised of jobs, whatever carries word of them and wherever they are written down. */
export function jobsConformance(name: string, openPlace: () => Promise<JobsPlace>): void {
  describe(`jobs ${name}`, () => {
    let place: JobsPlace;
    const running: { jobs: Jobs; queue: Queue }[] = [];
    const troubles: unknown[] = [];
    beforeEach(async () => {
      place = await openPlace();
    });
    afterEach(async () => {
      for (const { jobs, queue } of running.splice(0)) {
        await jobs.stop(0);
        await queue.close();
      }
      await place.close();
    });

    /** A process as far as jobs are concerned. */
    function newProcess(following: Following | null = null): Jobs {
      const queue = place.newQueue();
      const jobs = createJobs({
        queue,
        ledger: place.ledger,
        timers: TIMERS,
        chance: () => 0,
        onTrouble: (error) => troubles.push(error),
        following,
      });
      running.push({ jobs, queue });
      return jobs;
    }

    const statusOf = async (id: string): Promise<JobStatus | undefined> =>
      (await place.ledger.find(id))?.status;

    test('are done, and whoever follows one has its progress and its result', async () => {
      const jobs = newProcess();
      const heard: string[] = [];
      const job = await jobs.put(order('a'));
      const followed = jobs.follow(job.id, (progress) => heard.push(progress));
      await jobs.work(
        {
          note: async (payload, { onProgress }) => {
            onProgress('{"done":1}');
            await sleep(20);
            return payload;
          },
        },
        2,
      );
      expect(await followed).toBe('"a"');
      expect(heard).toEqual(['{"done":1}']);
      expect(await place.ledger.find(job.id)).toMatchObject({ status: 'done', tries: 1, result: '"a"' });
    });

    test('of one key are one job, at the same moment and afterwards', async () => {
      const jobs = newProcess();
      const seen: string[] = [];
      const twins = await Promise.all(Array.from({ length: 10 }, () => jobs.put(order('twin'))));
      expect(new Set(twins.map(({ id }) => id)).size).toBe(1);
      await jobs.work({ note: noting(seen) }, 4);
      const id = twins[0]?.id ?? '';
      await jobs.follow(id, () => undefined);
      expect(await jobs.put(order('twin'))).toMatchObject({ id, status: 'done' });
      expect(seen).toEqual(['> "twin"', '< "twin"']);
    });

    test('of one lane are done one after the other in their order, those of others beside them', async () => {
      const jobs = newProcess();
      const seen: string[] = [];
      const put = [];
      for (const key of ['a1', 'a2', 'a3']) put.push(await jobs.put(order(key, { lane: 'a' })));
      put.push(await jobs.put(order('b1', { lane: 'b' })));
      const note = noting(seen, 5);
      await jobs.work(
        {
          note: async (payload, tools) => {
            // The first of this lane ends only when the other lane's has begun.
            if (payload === '"a1"') await until(() => seen.includes('> "b1"'));
            return note(payload, tools);
          },
        },
        4,
      );
      await Promise.all(put.map(({ id }) => jobs.follow(id, () => undefined)));
      const ofA = seen.filter((each) => each.includes('a'));
      expect(ofA).toEqual(['> "a1"', '< "a1"', '> "a2"', '< "a2"', '> "a3"', '< "a3"']);
    });

    test('that fail for what may pass are tried again, and set aside with their reason when it does not', async () => {
      const jobs = newProcess();
      let tries = 0;
      const passing = await jobs.put(order('passes', { tries_max: 2 }));
      const staying = await jobs.put(order('stays', { tries_max: 2 }));
      const wrong = await jobs.put(order('wrong'));
      await jobs.work(
        {
          note: (payload) => {
            if (payload === '"wrong"') return Promise.reject(new Problem('source_unreadable', 'Mend it.'));
            tries += payload === '"passes"' ? 1 : 0;
            if (payload === '"passes"' && tries === 2) return Promise.resolve('1');
            return Promise.reject(new Problem('source_unavailable', 'Not now.'));
          },
        },
        4,
      );
      expect(await jobs.follow(passing.id, () => undefined)).toBe('1');
      await expect(jobs.follow(staying.id, () => undefined)).rejects.toMatchObject({ message: 'Not now.' });
      await expect(jobs.follow(wrong.id, () => undefined)).rejects.toMatchObject({ message: 'Mend it.' });
      expect(await place.ledger.find(staying.id)).toMatchObject({ status: 'set_aside', tries: 2 });
      expect(await place.ledger.find(wrong.id)).toMatchObject({ status: 'failed', tries: 1 });
      tries = 1;
      await jobs.putBack(wrong.id);
      await until(async () => (await statusOf(wrong.id)) === 'failed');
      expect((await place.ledger.find(wrong.id))?.tries).toBe(1);
    });

    test('of a kind that a process does not know wait for one of a later version that does', async () => {
      const older = newProcess();
      await older.work({}, 2);
      const job = await older.put(order('a', { kind: 'later' }));
      await until(async () => ((await place.ledger.find(job.id))?.tries ?? 0) > 0);
      await older.stop(0);
      place.forward(60_000);
      const newer = newProcess();
      await newer.work({ later: noting([]) }, 2);
      expect(await newer.follow(job.id, () => undefined)).toBe('"a"');
    });

    test('are stopped when somebody asks for it, running or not', async () => {
      const jobs = newProcess();
      const long = await jobs.put(order('long', { lane: 'x' }));
      const next = await jobs.put(order('next', { lane: 'x' }));
      await jobs.work(
        {
          note: (_payload, { stop }) =>
            new Promise((_resolve, reject) => stop.addEventListener('abort', () => reject(stop.reason))),
        },
        2,
      );
      await until(async () => (await statusOf(long.id)) === 'running');
      await jobs.cancel(next.id);
      await jobs.cancel(long.id);
      await expect(jobs.follow(long.id, () => undefined)).rejects.toMatchObject({ code: 'stopped' });
      expect([await statusOf(long.id), await statusOf(next.id)]).toEqual(['cancelled', 'cancelled']);
    });

    test('of a process that stops are handed back, untried, and done by another', async () => {
      const first = newProcess();
      const job = await first.put(order('handed'));
      await first.work(
        {
          note: (_payload, { stop }) =>
            new Promise((_resolve, reject) => stop.addEventListener('abort', () => reject(stop.reason))),
        },
        1,
      );
      await until(async () => (await statusOf(job.id)) === 'running');
      await first.stop(20);
      expect(await place.ledger.find(job.id)).toMatchObject({ status: 'waiting', tries: 0 });
      place.forward(LIMITS.job_word_seconds_min * 1_000);
      const second = newProcess();
      const seen: string[] = [];
      await second.work({ note: noting(seen) }, 1);
      await second.follow(job.id, () => undefined);
      expect(seen).toHaveLength(2);
    });

    test('of a process that is gone are taken over, and what it still writes does not count', async () => {
      const { ledger } = place;
      const job = await ledger.put(order('zombie'));
      const zombie = await ledger.take('zombie', LEASE_MS);
      if (zombie.kind !== 'held') throw new Error('not held');
      expect((await ledger.take('zombie', LEASE_MS)).kind).toBe('busy');
      place.forward(LEASE_MS + 1_000);
      const second = newProcess();
      const seen: string[] = [];
      await second.work({ note: noting(seen) }, 1);
      expect(await second.follow(job.id, () => undefined)).toBe('"zombie"');
      expect(await ledger.renew(zombie, LEASE_MS, null)).toBe('lost');
      const late = await ledger.settle(zombie, { status: 'done', result: '"late"' });
      expect(late.counted).toBe(false);
      expect(await ledger.find(job.id)).toMatchObject({ result: '"zombie"', tries: 2 });
    });

    test('that end every process that takes them are set aside', async () => {
      const { ledger } = place;
      const job = await ledger.put(order('deadly'));
      for (let at = 0; at < LIMITS.job_cut_offs_max; at += 1) {
        expect((await ledger.take('deadly', LEASE_MS)).kind).toBe('held');
        place.forward(LEASE_MS + 1);
      }
      expect((await ledger.take('deadly', LEASE_MS)).kind).toBe('empty');
      expect(await ledger.find(job.id)).toMatchObject({ status: 'set_aside', reason: { code: 'internal' } });
    });

    test('are counted by how they stand, and the oldest of those that nobody works on by how long it is due', async () => {
      const { ledger } = place;
      await ledger.put(order('first', { lane: 'x' }));
      await ledger.put(order('behind it', { lane: 'x' }));
      expect((await ledger.take('x', LEASE_MS)).kind).toBe('held');
      place.forward(5_000);
      // Who waits for another of the same lane waits for nobody to take it.
      expect(await ledger.standing()).toEqual({ waiting: 1, running: 1, setAside: 0, oldest_seconds: 0 });
      await ledger.put(order('alone'));
      place.forward(7_000);
      expect((await ledger.standing()).oldest_seconds).toBeCloseTo(7, 0);
      // Its taker is gone: since then it waits for another.
      place.forward(LEASE_MS);
      expect((await ledger.standing()).oldest_seconds).toBeCloseTo(7 + LEASE_MS / 1_000, 0);
      const turn = await ledger.take('alone', LEASE_MS);
      if (turn.kind !== 'held') throw new Error('not held');
      const reason = { code: 'busy', message: 'Too often.' } as const;
      await ledger.settle(turn, { status: 'set_aside', reason });
      expect(await ledger.standing()).toMatchObject({ waiting: 1, running: 1, setAside: 1 });
      expect((await ledger.standing()).oldest_seconds).toBeCloseTo(12, 0);
    });

    test('stand as the ledger and the queue say, and a queue that does not answer is a fact', async () => {
      const jobs = newProcess();
      await jobs.put(order('waiting'));
      expect(await jobs.stands()).toMatchObject({
        up: true,
        waiting: 1,
        running: 0,
        messages: 1,
        deadLetters: 0,
      });
      const away = createJobs({
        queue: { ...place.newQueue(), stands: () => Promise.reject(new Error('away')) },
        ledger: place.ledger,
        timers: TIMERS,
        chance: () => 0,
        onTrouble: () => undefined,
      });
      expect(await away.stands()).toMatchObject({
        up: false,
        answerSeconds: null,
        waiting: 1,
        messages: null,
      });
    });

    test('are followed from who asks for them to who does them', async () => {
      const steps: unknown[] = [];
      const newFollowing = (traceparent: string | null): Following => ({
        in: (step, work) => {
          steps.push(step);
          return work();
        },
        traceparent: () => traceparent,
        goOn: (step, parent, work) => {
          steps.push([step, parent]);
          return work();
        },
      });
      const asker = newProcess(newFollowing('00-a-b-01'));
      const job = await asker.put(order('followed'));
      // Word of it came when nobody listened yet; it is due to come again.
      place.forward(LIMITS.job_word_seconds_min * 1_000);
      const doer = newProcess(newFollowing(null));
      await doer.work({ note: noting([]) }, 1);
      await asker.follow(job.id, () => undefined);
      expect(steps).toEqual(['job.put', ['job.note', '00-a-b-01']]);
    });

    test('are done though all word of them was lost', async () => {
      const ids: string[] = [];
      for (let at = 0; at < 5; at += 1) ids.push((await place.ledger.put(order(`lost ${at}`))).id);
      place.forward(LIMITS.job_word_seconds_min * 1_000);
      const jobs = newProcess();
      await jobs.work({ note: noting([]) }, 2);
      await Promise.all(ids.map((id) => jobs.follow(id, () => undefined)));
      expect(await place.ledger.idleLanes()).toEqual([]);
    });

    test('are told of again as soon as a queue answers that was away when they were put', async () => {
      const queue = place.newQueue();
      let isAway = true;
      const put: Queue['put'] = (text, urgency) =>
        isAway ? Promise.reject(new Error('away')) : queue.put(text, urgency);
      const jobs = createJobs({
        queue: { ...queue, put },
        ledger: place.ledger,
        timers: TIMERS,
        chance: () => 0,
        onTrouble: () => undefined,
      });
      running.push({ jobs, queue });
      await jobs.work({ note: noting([]) }, 1);
      const job = await jobs.put(order('unsaid'));
      isAway = false;
      const began = performance.now();
      expect(await jobs.follow(job.id, () => undefined)).toBe('"unsaid"');
      expect(performance.now() - began).toBeLessThan((LIMITS.job_word_seconds_min * 1_000) / 2);
    });

    test('that a process left behind that had them alone are taken up at once by the next', async () => {
      const job = await place.ledger.put(order('left'));
      expect((await place.ledger.take('left', LEASE_MS)).kind).toBe('held');
      await place.ledger.reopen();
      const jobs = newProcess();
      await jobs.work({ note: noting([]) }, 1);
      expect(await jobs.follow(job.id, () => undefined)).toBe('"left"');
    });

    test('have one leader, and another when it is gone', async () => {
      const [one, two] = [createLeader(place.leases, 'schedule'), createLeader(place.leases, 'schedule')];
      expect([await one.leads(), await two.leads(), await one.leads()]).toEqual([true, false, true]);
      await one.resign();
      expect([await two.leads(), await one.leads()]).toEqual([true, false]);
      place.forward(LEASE_MS * 4);
      expect([await one.leads(), await two.leads()]).toEqual([true, false]);
    });
  });
}
