import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hasMariaDb, startMariaDb } from '../services/database-server.ts';
import { hasRedis, until } from '../services/private-server.ts';
import { hasRabbitMq } from '../services/rabbitmq.ts';
import { openSharedFirm, WALKERS } from './shared-firm.ts';

const MINUTES_10 = 600_000;
const run = promisify(execFile);
const Answer = z.object({ id: z.string(), text: z.string() });
const Report = z.object({ status: z.string() });

describe.skipIf(!hasMariaDb() || !hasRedis() || !hasRabbitMq())(
  'a shared installation whose database server is lost',
  () => {
    test(
      'has figures, people, proof and audit of the backup on another one, and takes in what came since',
      async () => {
        await using closing = new AsyncDisposableStack();
        const folder = mkdtempSync(join(tmpdir(), 'askfolio-dump-'));
        closing.defer(() => rmSync(folder, { recursive: true, force: true }));
        const firm = await openSharedFirm(3, closing, { wanted: 'MariaDB' });
        const [whole, shorter] = firm.deliveries;
        if (!whole || !shorter) throw new Error('there are two deliveries');
        const takeIn = async (path: string, ...more: readonly string[]): Promise<string> => {
          const report = await firm.asker.output('import', path, '--json', ...more);
          return Report.parse(JSON.parse(report)).status;
        };
        await takeIn(whole.path, '--full');
        const question = ['ask', 'What is it all worth?', '--as', 'asker', '--json'] as const;
        const { id, text } = Answer.parse(JSON.parse(await firm.asker.output(...question)));

        // The backup is made while the next delivery is being taken in, as a nightly one would be.
        const coming = takeIn(shorter.path, '--full');
        await until(
          async () => (await firm.asker.output('etl', 'status', '--json')).includes('"running"'),
          MINUTES_10,
        );
        const dump = join(folder, 'dump.sql');
        await run('mariadb-dump', [
          ...clientOf(firm.database.port),
          '--single-transaction',
          `--result-file=${dump}`,
          '--databases',
          'firm',
          'records',
        ]);
        await coming;
        expect(await firm.figures()).toEqual(shorter.figures);

        const other = await startMariaDb();
        closing.defer(() => other.stop());
        await run('mariadb', [...clientOf(other.port), '-e', `source ${dump}`]);
        await other.root(
          `CREATE USER app@'%' IDENTIFIED BY 'w'`,
          `GRANT ALL ON firm.* TO app@'%'`,
          `GRANT ALL ON records.* TO app@'%'`,
        );
        for (const walker of WALKERS) firm.ways[walker].database.leadTo(other.port);
        await firm.database.stop();

        // As it was when the backup was made: one of the two versions, whole.
        const restored = await firm.figures();
        expect([whole.figures, shorter.figures]).toContainEqual(restored);
        await until(async () => 'text' in (await firm.ask('What is it all worth?')), MINUTES_10);
        const explained = await firm.asker.output('explain', id, '--as', 'asker', '--json');
        expect(explained).toContain(JSON.stringify(text).slice(1, -1));
        expect((await firm.asker.run('audit', 'verify')).status).toBe(0);

        // The staged rows of the workers are newer than the store: what they know already is not taken for published.
        await takeIn(shorter.path);
        expect(await firm.figures()).toEqual(shorter.figures);
        await takeIn(whole.path, '--full');
        expect(await firm.figures()).toEqual(whole.figures);
        await until(async () => (await firm.jobsNotDone()).length === 0, MINUTES_10);
      },
      MINUTES_10,
    );
  },
);

function clientOf(port: number): readonly string[] {
  return ['--no-defaults', '--host=127.0.0.1', `--port=${port}`, '--user=root'];
}
