import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Problem } from '../vocabulary/problem.ts';
import type { Queue } from './port.ts';

/** The server behind an adapter, which can have bad days. */
export interface Outages {
  readonly open: () => Queue;
  readonly empty: () => Promise<void>;
  readonly server: () => {
    kill(): Promise<void>;
    start(): Promise<void>;
    freeze(): void;
    thaw(): void;
  };
}

const MINUTE_MS = 60_000;

async function until(what: () => boolean): Promise<void> {
  const end = performance.now() + MINUTE_MS;
  while (!what()) {
    if (performance.now() > end) throw new Error('it did not come about in time');
    await sleep(20);
  }
}

/** What an adapter outside the process must bear: its server killed and frozen while messages come and go. */
export function bearsOutages(harness: Outages, keeps: 'on disk' | 'in memory'): void {
  test(
    'goes on by itself after its server was killed; what was acknowledged is given',
    async () => {
      await harness.empty();
      const queue = harness.open();
      const seen = new Set<string>();
      await queue.put('before', 'usual', keeps === 'on disk' ? 1_000 : 0);
      if (keeps === 'in memory') await sleep(50);
      await queue.take((text) => Promise.resolve(void seen.add(text)).then(() => 'done'), 2);
      await until(() => keeps === 'on disk' || seen.has('before'));
      await harness.server().kill();
      const refused = queue.put('while away', 'usual').then(
        () => null,
        (error: unknown) => error,
      );
      await sleep(500);
      await harness.server().start();
      const problem = await refused;
      if (problem !== null) expect(problem).toMatchObject({ code: 'queue_unavailable' });
      for (;;) {
        const sent = await queue.put('after', 'usual').then(
          () => true,
          (error: unknown) => {
            if (!(error instanceof Problem)) throw error;
            return false;
          },
        );
        if (sent) break;
      }
      const expected = ['before', 'after', ...(problem === null ? ['while away'] : [])];
      await until(() => expected.every((text) => seen.has(text)));
      await queue.close();
    },
    3 * MINUTE_MS,
  );

  test(
    'keeps nobody waiting for a server that does not answer, and nothing is lost when it does again',
    async () => {
      await harness.empty();
      const queue = harness.open();
      const seen = new Set<string>();
      await queue.put('first', 'usual');
      await queue.take((text) => Promise.resolve(void seen.add(text)).then(() => 'done'), 2);
      await until(() => seen.has('first'));
      harness.server().freeze();
      try {
        await expect(queue.put('frozen', 'usual')).rejects.toMatchObject({ code: 'queue_unavailable' });
      } finally {
        harness.server().thaw();
      }
      await until(() => {
        queue.put('thawed', 'usual').catch(() => undefined);
        return seen.has('thawed');
      });
      await queue.close();
    },
    3 * MINUTE_MS,
  );
}
