import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BURNS, OBJECTIVES } from '../../deploy/monitoring/objectives.ts';
import { hasProgram, hasRedis, until } from '../services/private-server.ts';
import { Alone, NOT_ALONE } from './alone.ts';
import { CAUSES } from './causes.ts';
import { emptyExpressions } from './expressions.ts';
import { isWhole, PROVOKED_ALONE, PROVOKED_ALONE_WHOLE } from './provoked.ts';

const MINUTES_5 = 300_000;
const MINUTES_15 = 900_000;
/** More than are let in or may wait. */
const ASKED_AT_ONCE = 75;
const FROZEN_MS = 1_400;
const THAWED_MS = 250;

const canRun = ['prometheus', 'prometheus-alertmanager'].every(hasProgram) && hasRedis();

/** `npm test` provokes what clears within moments, and `npm run nightly -- alarms` the rest. */
describe.skipIf(!canRun)('alerts of a running installation (skipped without prometheus)', () => {
  const alone = new Alone();
  const { monitoring } = alone;

  beforeAll(() => alone.open(), MINUTES_5);
  afterAll(() => alone.close(), MINUTES_5);

  test(
    'every panel and every rule finds something, where the installation has the part, and leads to traces',
    async () => {
      // What lies at no place is late from its next minute on.
      await alone.addSource('late', join(alone.folder, 'nothing'), '--schedule', '* * * * *', '--no-check');
      // Something is published and read while it is watched.
      await alone.deliver({ house: { daysAgo: 8, stated: 10 } });
      // A rate takes two readings: what began last is there a moment later.
      let empty = await emptyExpressions(monitoring, NOT_ALONE);
      const isFull = async (): Promise<boolean> => {
        empty = await emptyExpressions(monitoring, NOT_ALONE);
        return empty.length === 0;
      };
      await until(isFull, MINUTES_5 / 3).catch(() => undefined);
      expect(empty).toEqual([]);
      // What is measured leads to the traces that it was measured in, which the collector has.
      await until(async () => {
        const linked = await monitoring.exemplars('askfolio_ask_seconds_bucket');
        const sent = new Set(alone.collector.spans.map(({ traceId }) => traceId));
        return linked.some((traceId) => sent.has(traceId));
      }, MINUTES_5 / 3);
    },
    MINUTES_5,
  );

  test(
    'each cause is told within its time, on its way, and again when it is mended',
    async () => {
      await Promise.all(Object.values(CAUSES).map((bringAbout) => bringAbout(alone)));
      expect(monitoring.ways.get('DiskNearlyFull')).toBe('/on-call');
      expect(monitoring.ways.get('CacheDown')).toBe('/tickets');
    },
    MINUTES_15,
  );

  test.skipIf(!isWhole)(
    'a store that is slow, and more questions than may wait for it',
    async () => {
      const slow = ['StoreSlow', ...burning('Latency')];
      while (!slow.every((name) => monitoring.wasRaised(name))) await alone.slowStore(FROZEN_MS, THAWED_MS);
      while (!monitoring.wasRaised('QuestionsRefused'))
        await Promise.all([alone.freezeStore(3_000), alone.askAtOnce(ASKED_AT_ONCE)]);
      await monitoring.untilOver('StoreSlow', 'QuestionsRefused');
    },
    MINUTES_15,
  );

  test.skipIf(!isWhole)(
    'a cache that is slow and one that has no more room',
    async () => {
      while (!monitoring.wasRaised('CacheSlow')) {
        alone.redis.freeze();
        await pause(40);
        alone.redis.thaw();
        await pause(20);
      }
      const client = new Redis(alone.redis.port);
      const used = /^used_memory:(\d+)/m.exec(await client.info('memory'))?.[1];
      await client.config('SET', 'maxmemory', String(Number(used) + 1_000));
      await monitoring.untilRaised('CacheNearlyFull');
      await client.config('SET', 'maxmemory', '0');
      client.disconnect();
      await monitoring.untilOver('CacheSlow', 'CacheNearlyFull', 'CacheDown');
    },
    MINUTES_15,
  );

  test.skipIf(!isWhole)(
    'an audit log that takes no entry, and what that does to the objectives',
    async () => {
      const records = new DatabaseSync(join(alone.home.home, 'records.sqlite'), { timeout: 10_000 });
      records.exec(
        `CREATE TRIGGER full BEFORE INSERT ON audit_entries BEGIN SELECT raise(ABORT, 'no room'); END`,
      );
      await monitoring.untilRaised('AuditUnavailable', ...burning('Api'), ...burning('Answers'));
      records.exec('DROP TRIGGER full');
      records.close();
      await monitoring.untilOver('AuditUnavailable');
    },
    MINUTES_15,
  );

  test.skipIf(!isWhole)(
    'a process that comes to nothing in time, and a clock that nobody sets',
    async () => {
      while (!monitoring.wasRaised('EventLoopLate')) await alone.stutter(600, 200);
      await monitoring.untilOver('EventLoopLate');
      await alone.restart({ NODE_OPTIONS: `--import=${join(import.meta.dirname, 'late-clock.ts')}` });
      await monitoring.untilRaised('ClockOff');
      await alone.restart();
      await monitoring.untilOver('ClockOff');
    },
    MINUTES_15,
  );

  test.skipIf(!isWhole)(
    'a process that may hold less memory than its work takes',
    async () => {
      await alone.restart({ ASKFOLIO_MEMORY_MB: '100' });
      await monitoring.untilRaised('MemoryHigh');
      await alone.restart();
      await monitoring.untilOver('MemoryHigh');
    },
    MINUTES_15,
  );

  test(
    'an installation that is frozen is told as one that is down, and then each alert that was to be provoked was',
    async () => {
      await alone.fallSilent();
      // Where nobody asks, nobody waits too long; the longest window that has to be clean is one of six hours.
      if (isWhole) await monitoring.untilOver(...OBJECTIVES.flatMap(({ name }) => burning(capital(name))));
      monitoring.forget('AskfolioDown');
      alone.service.child.kill('SIGSTOP');
      await monitoring.untilRaised('AskfolioDown');
      alone.service.child.kill('SIGCONT');
      await monitoring.untilOver('AskfolioDown');
      const due = [...PROVOKED_ALONE, ...(isWhole ? PROVOKED_ALONE_WHOLE : [])];
      expect(due.filter((name) => !monitoring.wasRaised(name))).toEqual([]);
    },
    MINUTES_15,
  );
});

const capital = (name: string): string => `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`;
/** The alerts on the budget of an objective. */
const burning = (objective: string): readonly string[] =>
  BURNS.map(({ long }) => `${objective}BurnFast${Math.round(long / 3_600)}h`);
