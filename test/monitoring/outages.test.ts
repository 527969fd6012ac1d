import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from 'rabbitmq-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEAD } from '../../src/queue/rabbitmq/topology.ts';
import { LIMITS } from '../../src/vocabulary/limits.ts';
import { Disk } from '../faults/disk.ts';
import { hasMariaDb } from '../services/database-server.ts';
import { hasProgram, until } from '../services/private-server.ts';
import { hasRabbitMq } from '../services/rabbitmq.ts';
import { emptyExpressions } from './expressions.ts';
import { isWhole, PROVOKED_SHARED } from './provoked.ts';
import { CAPACITY_MB, NOT_SHARED, Shared, TOKENS_MAX } from './shared.ts';

const MINUTES_10 = 600_000;
/** A vertical tab: it ends nothing and shows nothing, and no id of an account has one. */
const CONTROL = '\u000b';
const PROGRAMS = ['prometheus', 'prometheus-alertmanager', 'prometheus-node-exporter'];
const canRun = PROGRAMS.every(hasProgram) && Disk.isPossible && hasMariaDb() && hasRabbitMq();

/** It takes many minutes: `npm run nightly -- alarms` runs it. */
describe.skipIf(!isWhole || !canRun)('alerts of an installation of several processes', () => {
  const shared = new Shared();
  const { monitoring } = shared;

  beforeAll(() => shared.open(), MINUTES_10);
  afterAll(() => shared.close(), MINUTES_10);

  test(
    'a certificate that ends soon, and its renewal without a stop',
    async () => {
      await monitoring.untilRaised('CertificateEnds');
      shared.renewCertificate();
      await monitoring.untilOver('CertificateEnds');
    },
    MINUTES_10,
  );

  test(
    'every panel and every rule finds something, where the installation has the part',
    async () => {
      await shared.import();
      let empty: readonly string[] = [];
      const isFull = async (): Promise<boolean> => {
        empty = await emptyExpressions(monitoring, NOT_SHARED);
        return empty.length === 0;
      };
      await until(isFull, MINUTES_10 / 5).catch(() => undefined);
      expect(empty).toEqual([]);
    },
    MINUTES_10,
  );

  test(
    'a broker that is slow, killed and has laid words of work aside',
    async () => {
      const { broker } = shared.servers;
      const look = new Connection({ url: `amqp://guest:guest@127.0.0.1:${broker.port}`, retryHigh: 1_000 });
      look.on('error', () => undefined);
      await look.onConnect(60_000);
      const publisher = look.createPublisher({ confirm: true });
      await publisher.send({ routingKey: DEAD, durable: true }, 'of no use');
      await monitoring.untilRaised('DeadLetters');
      await look.queuePurge(DEAD);
      await monitoring.untilOver('DeadLetters');
      await publisher.close();
      await look.close();
      while (!monitoring.wasRaised('BrokerSlow')) {
        broker.freeze();
        await pause(2_600);
        broker.thaw();
        await pause(400);
      }
      await monitoring.untilOver('BrokerSlow');
      await broker.kill();
      await monitoring.untilRaised('BrokerDown');
      await broker.start();
      await monitoring.untilOver('BrokerDown');
    },
    MINUTES_10,
  );

  test(
    'jobs that nobody takes, more of them than there is room for, and jobs that were given up',
    async () => {
      await shared.end('work');
      const waiting = shared.import();
      await monitoring.untilRaised('QueueOld');
      await shared.sql(
        `INSERT INTO jobs (id, \`key\`, kind, lane, urgency, tries_max, sealed_payload, status, tries, put_at, due_at, told_at, stop_asked)
         SELECT concat('full', seq), concat('full', seq), 'delivery', concat('full', seq), 'usual', 1, '', 'waiting', 0,
           '2026-01-01T00:00:00.000Z', '2999-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 0
         FROM seq_1_to_${String(Math.ceil(0.85 * LIMITS.jobs_open_max))}`,
      );
      await monitoring.untilRaised('QueueNearlyFull');
      await shared.sql(`DELETE FROM jobs WHERE id LIKE 'full%'`);
      shared.begin('work');
      await waiting;
      await shared.sql(`UPDATE jobs SET status = 'set_aside' WHERE status = 'done' LIMIT 1`);
      await monitoring.untilRaised('JobsSetAside');
      await shared.sql(`UPDATE jobs SET status = 'done' WHERE status = 'set_aside'`);
      await monitoring.untilOver('QueueOld', 'QueueNearlyFull', 'JobsSetAside');
    },
    MINUTES_10,
  );

  test(
    'a replica that does not hear of the newest data',
    async () => {
      await shared.servers.replica.root('STOP SLAVE SQL_THREAD');
      await shared.import();
      await monitoring.untilRaised('ReplicaBehind');
      await shared.servers.replica.root('START SLAVE SQL_THREAD');
      await monitoring.untilOver('ReplicaBehind');
    },
    MINUTES_10,
  );

  test(
    'figures that somebody has changed in the database: an answer that does not add up is held back',
    async () => {
      expect(await shared.answer('asset allocation')).toBe('answer');
      await shared.tamper('daily_values', 'market_value = 2 * market_value');
      // What was asked before is remembered as it was.
      const allocation = (): Promise<string> => shared.answer(`asset allocation ${(day += 1)} days ago`);
      let day = 330;
      while (!monitoring.wasRaised('SelfChecksFailed')) expect(await allocation()).toMatch(/answer|error/);
      await shared.tamper('daily_values', 'market_value = market_value / 2');
      await until(async () => (await allocation()) === 'answer', MINUTES_10 / 5);
      await monitoring.untilOver('SelfChecksFailed');
    },
    MINUTES_10,
  );

  test(
    'an id that somebody has changed in the database to what no statement may name',
    async () => {
      const strange = `HA${CONTROL}`;
      const change = (from: string, to: string): Promise<void> =>
        shared.tamper('accounts', `account_id = '${to}' WHERE account_id = '${from}'`);
      await change('HA', strange);
      // Names are read anew with the next version, or by the next process.
      await shared.restart();
      expect(await shared.answer('What is it worth?', strange)).toBe('declined');
      await monitoring.untilRaised('GuardRefusesOwn');
      await change(strange, 'HA');
      await shared.restart();
      await monitoring.untilOver('GuardRefusesOwn');
      expect(await shared.answer('What is it worth?', 'HA')).toBe('answer');
    },
    MINUTES_10,
  );

  test(
    'a database that takes nearly all that it may, and a disk under it that is nearly full',
    async () => {
      await shared.servers.primary.root(
        'USE firm',
        'SET SESSION sql_log_bin = 0',
        'CREATE TABLE more (bytes LONGBLOB NOT NULL)',
        `INSERT INTO more SELECT repeat('x', 1000000) FROM seq_1_to_${CAPACITY_MB}`,
        'ANALYZE TABLE more',
      );
      await monitoring.untilRaised('DatabaseNearlyFull');
      await shared.servers.primary.root('SET SESSION sql_log_bin = 0', 'DROP TABLE firm.more');
      await monitoring.untilOver('DatabaseNearlyFull');
      shared.disk.fill();
      await monitoring.untilRaised('DatabaseDiskNearlyFull');
      expect(monitoring.ways.get('DatabaseDiskNearlyFull')).toBe('/on-call');
      shared.disk.free();
      await monitoring.untilOver('DatabaseDiskNearlyFull');
    },
    MINUTES_10,
  );

  test(
    'a budget that is nearly and then wholly used',
    async () => {
      const day = new Date().toISOString().slice(0, 10);
      const used = (share: number): string =>
        `REPLACE INTO model_usage (day, user, calls, input_tokens, cached_tokens, output_tokens, nanos) VALUES ('${day}', '', 1, ${Math.round(share * TOKENS_MAX)}, 0, 0, 0)`;
      await shared.sql(used(0.9));
      await monitoring.untilRaised('BudgetNearlyUsed');
      await shared.sql(used(1));
      await monitoring.untilRaised('BudgetUsed');
      await shared.sql(used(0));
      await shared.restart();
      await monitoring.untilOver('BudgetUsed');
      // It ended while another alert silenced it, so nobody hears of that.
      const nearly = 'ALERTS{alertname="BudgetNearlyUsed"}';
      await until(async () => (await monitoring.series(nearly)).length === 0, MINUTES_10 / 5);
    },
    MINUTES_10,
  );

  test(
    'servers that are away, and then each alert that was to be provoked was told',
    async () => {
      const { primary, replica } = shared.servers;
      for (const server of [primary, replica]) server.freeze();
      await monitoring.untilRaised('RecordsDown', 'StoreDown');
      for (const server of [primary, replica]) server.thaw();
      await monitoring.untilOver('RecordsDown', 'StoreDown');
      expect(PROVOKED_SHARED.filter((name) => !monitoring.wasRaised(name))).toEqual([]);
    },
    MINUTES_10,
  );
});
