import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Queue, Verdict } from './port.ts';

/** What an adapter's test brings along. */
export interface QueueHarness {
  /** An open queue; all of one test are at one place, which is empty at its start. */
  readonly open: () => Queue;
  /** Empties the place. */
  readonly empty: () => Promise<void>;
  /** Whether several open queues are one. */
  readonly isShared: boolean;
}

const WAIT_MS_MAX = 20_000;

/** Asks again and again until it is true. */
async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + WAIT_MS_MAX;
  while (!(await what())) {
    if (performance.now() > end) throw new Error('it did not come about in time');
    await sleep(5);
  }
}

/** Every adapter runs this against the real thing. */
export function queueConformance(name: string, harness: QueueHarness): void {
  describe(`${name} keeps the queue's promises`, () => {
    const opened: Queue[] = [];
    const open = (): Queue => {
      const queue = harness.open();
      opened.push(queue);
      return queue;
    };
    beforeEach(() => harness.empty());
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((queue) => queue.close()));
    });

    test('gives each message to one taker, as it was put', async () => {
      const queue = open();
      const texts = Array.from({ length: 50 }, (_, at) => `message ${at} – ünïcode "quoted"`);
      const seen: string[] = [];
      for (const text of texts) await queue.put(text, 'usual');
      await queue.take((text) => Promise.resolve(void seen.push(text)).then(() => 'done'), 4);
      await until(() => seen.length >= texts.length);
      await sleep(50);
      expect(seen.toSorted()).toEqual(texts.toSorted());
    });

    test('says what waits at it, and what was laid aside', async () => {
      const queue = open();
      expect(await queue.stands()).toEqual({ waiting: 0, dead: 0 });
      await queue.put('useless', 'soon');
      await queue.put('good', 'usual');
      await queue.put('for another day', 'later', 900_000);
      await until(async () => (await queue.stands()).waiting === 2);
      await queue.take((text) => Promise.resolve(text === 'good' ? 'done' : { dead: 'of no use' }), 1);
      await until(async () => (await queue.stands()).dead === 1);
      expect(await queue.stands()).toEqual({ waiting: 0, dead: 1 });
    });

    test('gives the urgent ones first', async () => {
      const queue = open();
      const seen: string[] = [];
      const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
      const work = async (text: string): Promise<Verdict> => {
        await gate;
        seen.push(text);
        await sleep(30);
        return 'done';
      };
      await queue.put('first', 'soon');
      await queue.take(work, 1);
      await sleep(300);
      for (let at = 0; at < 5; at += 1) await queue.put(`later ${at}`, 'later');
      for (let at = 0; at < 5; at += 1) await queue.put(`usual ${at}`, 'usual');
      await queue.put('urgent', 'soon');
      await sleep(300);
      openGate();
      await until(() => seen.length === 12);
      expect(seen.slice(0, 2)).toEqual(['first', 'urgent']);
      // What a taker was handed already may be done before what came later, so only the drift is sure.
      const place = (urgency: string): number =>
        seen.reduce((sum, text, at) => sum + (text.startsWith(urgency) ? at : 0), 0);
      expect(place('usual')).toBeLessThan(place('later'));
    });

    test('has no more done at a time than it was told', async () => {
      const queue = open();
      let [now, most, all] = [0, 0, 0];
      for (let at = 0; at < 12; at += 1) await queue.put(String(at), at % 2 === 0 ? 'usual' : 'soon');
      await queue.take(async () => {
        now += 1;
        most = Math.max(most, now);
        await sleep(20);
        now -= 1;
        all += 1;
        return 'done';
      }, 3);
      await until(() => all === 12);
      expect(most).toBe(3);
    });

    test('brings back later what is to come again, and not before', async () => {
      const queue = open();
      const at: number[] = [];
      await queue.put('again', 'usual');
      await queue.take(() => {
        at.push(performance.now());
        return Promise.resolve(at.length < 3 ? { again_ms: 1_000 } : 'done');
      }, 1);
      await until(() => at.length === 3);
      const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThan(950);
    });

    test('gives what was put for later no sooner', async () => {
      const queue = open();
      const begun = performance.now();
      let came = 0;
      await queue.take(() => Promise.resolve(void (came = performance.now())).then(() => 'done'), 1);
      await queue.put('later', 'soon', 1_000);
      await until(() => came > 0);
      expect(came - begun).toBeGreaterThan(950);
    });

    test('gives again what its taker stumbled over, and lays aside what is no use', async () => {
      const queue = open();
      const seen: string[] = [];
      await queue.put('stumbles', 'usual');
      await queue.put('useless', 'usual');
      await queue.take((text) => {
        seen.push(text);
        if (text === 'useless') return Promise.resolve({ dead: 'nobody knows what it is' });
        if (seen.filter((each) => each === text).length === 1) return Promise.reject(new Error('stumbled'));
        return Promise.resolve('done');
      }, 1);
      await until(() => seen.filter((each) => each === 'stumbles').length === 2);
      await sleep(200);
      expect(seen.toSorted()).toEqual(['stumbles', 'stumbles', 'useless']);
    });

    test('when told to stop, ends what it began and leaves the rest to the next taker', async () => {
      const queue = open();
      const seen: string[] = [];
      const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
      for (let at = 0; at < 10; at += 1) await queue.put(String(at), 'usual');
      const taking = await queue.take(async (text) => {
        seen.push(text);
        await gate;
        return 'done';
      }, 2);
      await until(() => seen.length === 2);
      const stopped = taking.stop();
      openGate();
      await stopped;
      expect(seen).toHaveLength(2);
      const other = harness.isShared ? open() : queue;
      await other.take((text) => Promise.resolve(void seen.push(text)).then(() => 'done'), 2);
      await until(() => seen.length >= 10);
      expect(new Set(seen).size).toBe(10);
    });

    test('tells all that hear, and nobody that no longer does', async () => {
      const queues = harness.isShared ? [open(), open()] : [open()];
      const heard: string[][] = queues.map(() => []);
      const forget = queues.map((queue, at) =>
        queue.hear((topic, text) => heard[at]?.push(`${topic}=${text}`)),
      );
      await until(() => {
        queues[0]?.tell('ready', '');
        return heard.every((each) => each.length > 0);
      });
      queues[0]?.tell('progress', '{"done":1}');
      await until(() => heard.every((each) => each.includes('progress={"done":1}')));
      for (const each of forget) each();
      queues[0]?.tell('nobody', '');
      await sleep(100);
      expect(heard.flat()).not.toContain('nobody=');
    });
  });
}
