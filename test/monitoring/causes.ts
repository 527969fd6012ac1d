import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import { failsWith, says } from '../wire/openai-server.ts';
import type { Alone } from './alone.ts';
import { isWhole } from './provoked.ts';

/** What is brought about in an installation, told, mended, and told to be over: one beside the other. */
export const CAUSES: Readonly<Record<string, (alone: Alone) => Promise<void>>> = {
  'a cache that is away': async ({ redis, monitoring }) => {
    await redis.kill();
    await monitoring.untilRaised('CacheDown');
    await redis.start();
    await monitoring.untilOver('CacheDown');
  },
  'a language model that fails': async ({ model, monitoring }) => {
    model.replies(failsWith(500));
    await monitoring.untilRaised('ModelDown');
    model.replies(says('{"reading": {}}'));
    await monitoring.untilOver('ModelDown');
  },
  'a disk that fills': async (alone) => {
    alone.fillDisk();
    const full = isWhole && alone.hasOwnDisk ? ['DiskNearlyFull', 'DiskFillsUp'] : ['DiskNearlyFull'];
    await alone.monitoring.untilRaised(...full);
    alone.freeDisk();
    await alone.monitoring.untilOver(...full);
  },
  'a delivery that cannot be read, at first here and there and then nowhere': async (alone) => {
    await alone.deliver({ rates: 2 });
    await alone.monitoring.untilRaised('EtlLosesRows rates');
    await alone.deliver({ rates: 90 });
    await alone.monitoring.untilRaised('EtlFailed rates');
    await alone.deliver({ rates: 0 });
    await alone.monitoring.untilOver('EtlLosesRows rates', 'EtlFailed rates');
  },
  'a custodian who sends nothing for days, and states what is not booked': async (alone) => {
    const told = ['CustodianStale HOUSE', 'ReconciliationBreaks HOUSE'];
    await alone.deliver({ house: { daysAgo: 6, stated: 11 } });
    await alone.monitoring.untilRaised(...told);
    await alone.deliver({ house: { daysAgo: 0, stated: 10 } });
    await alone.monitoring.untilOver(...told);
  },
  'an audit log that nobody looks at, and that somebody has changed': async ({ home, monitoring }) => {
    const records = new DatabaseSync(join(home.home, 'records.sqlite'), { timeout: 10_000 });
    const [entry] = records.prepare('SELECT sequence, at FROM audit_entries ORDER BY sequence LIMIT 1').all();
    const change = records.prepare('UPDATE audit_entries SET at = ? WHERE sequence = ?');
    change.run('2020-01-01T00:00:00.000Z', entry?.['sequence'] ?? 0);
    await monitoring.untilRaised('AuditNotLookedAt');
    expect((await home.run('audit', 'verify')).status).toBe(1);
    await monitoring.untilRaised('AuditChainBroken');
    change.run(String(entry?.['at']), entry?.['sequence'] ?? 0);
    records.close();
    expect((await home.run('audit', 'verify')).status).toBe(0);
    await monitoring.untilOver('AuditNotLookedAt', 'AuditChainBroken');
  },
  'somebody who tries to sign in, and what the guard refuses': async ({ service, monitoring }) => {
    for (let times = 0; times < 30; times += 1)
      await (await fetch(`${service.address}/signin?token=wrong`)).text();
    for (let times = 0; times < 60; times += 1)
      await (await service.post('/api/v1/sql', { sql: 'DROP TABLE accounts' })).text();
    await monitoring.untilRaised('SignInsRefused', 'GuardProbed');
    await monitoring.untilOver('SignInsRefused', 'GuardProbed');
  },
  'a source that never says a word': async (alone) => {
    alone.monitoring.forget('EtlStuck');
    const hangUp = await alone.hang();
    await alone.monitoring.untilRaised('EtlStuck');
    await hangUp();
    await alone.home.output('sources', 'remove', 'silent');
    await alone.monitoring.untilOver('EtlStuck');
  },
  'a source whose turn has passed': async ({ home, monitoring }) => {
    await monitoring.untilRaised('EtlLate late');
    await home.output('sources', 'remove', 'late');
    await monitoring.untilOver('EtlLate late');
  },
};
