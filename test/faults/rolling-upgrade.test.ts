import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../end-to-end/askfolio.ts';
import { SERVERS } from '../services/database-server.ts';
import { hasRedis, until } from '../services/private-server.ts';
import { hasRabbitMq } from '../services/rabbitmq.ts';
import { layNextVersion } from './next-version.ts';
import { type Asked, openSharedFirm } from './shared-firm.ts';

const MINUTES_10 = 600_000;
const ASKED_EVERY_MS = 250;
const QUESTIONS = ['What is it all worth?', 'Dividends by year', 'How many accounts do we have?'];
const isMissing = SERVERS.every(({ missing }) => missing) || !hasRedis() || !hasRabbitMq();

describe.skipIf(isMissing)('a later version that is put in place beside this one', () => {
  test(
    'brings records and store up to date while this one answers and works, and may be taken back',
    async () => {
      await using closing = new AsyncDisposableStack();
      const later = mkdtempSync(join(tmpdir(), 'askfolio-later-'));
      closing.defer(() => rmSync(later, { recursive: true, force: true }));
      layNextVersion(later);
      const firm = await openSharedFirm(3, closing);
      const [whole, shorter] = firm.deliveries;
      if (!whole || !shorter) throw new Error('there are two deliveries');
      const takeIn = ({ path }: { readonly path: string }) =>
        firm.asker.output('import', path, '--full', '--json');
      await takeIn(whole);

      /** Where a proxy would send questions now; as long as it is open they are asked. */
      let ports: readonly (number | undefined)[] = [undefined];
      const troubles: string[] = [];
      const note = async (asking: Promise<Asked>): Promise<void> => {
        const answer = await asking;
        if ('trouble' in answer) troubles.push(answer.trouble);
      };
      let asked = 0;
      const over = new AbortController();
      const under = new Set<Promise<void>>();
      const asking = (async () => {
        for (; !over.signal.aborted; asked += 1) {
          const question = QUESTIONS[asked % QUESTIONS.length] ?? '';
          const one = note(firm.ask(question, ports[asked % ports.length]));
          under.add(one);
          void one.finally(() => under.delete(one));
          await sleep(ASKED_EVERY_MS);
        }
      })();

      // The later version comes beside this one.
      const has = async (table: string): Promise<boolean> =>
        (await firm.database.cell(
          `SELECT count(*) FROM information_schema.tables WHERE table_name = '${table}'`,
        )) === '1';
      expect(await has('later_things')).toBe(false);
      const serving = await firm.begin(later, 'serve');
      const working = await firm.begin(later, 'work');
      expect(await has('later_things')).toBe(true);
      ports = [undefined, serving.port];
      await takeIn(shorter);
      expect(await firm.figures()).toEqual(shorter.figures);

      // One of this version that ends by itself meanwhile is started again, and works on what the later one made.
      ports = [serving.port];
      await Promise.all(under);
      firm.api.signal('SIGKILL');
      firm.workers[0]?.signal('SIGKILL');
      await until(async () => 'text' in (await firm.ask(QUESTIONS[0] ?? '')), MINUTES_10);
      expect(await has('later_tables')).toBe(true);

      // Those of this version go, in the middle of a delivery.
      const taken = takeIn(whole);
      await until(
        async () => (await firm.asker.output('etl', 'status', '--json')).includes('"running"'),
        MINUTES_10,
      );
      const ended = await Promise.all([firm.api, ...firm.workers].map((each) => each.stop()));
      expect(ended).toEqual([0, 0, 0]);
      await taken;
      expect(await firm.figures()).toEqual(whole.figures);

      // It is taken back: this version does all of it again.
      const back = await firm.begin(ROOT, 'serve');
      await firm.begin(ROOT, 'work');
      ports = [back.port];
      await Promise.all(under);
      expect([await serving.process.stop(), await working.process.stop()]).toEqual([0, 0]);
      await takeIn(shorter);
      expect(await firm.figures()).toEqual(shorter.figures);

      over.abort();
      await asking;
      await Promise.all(under);
      expect(troubles).toEqual([]);
      expect(asked).toBeGreaterThan(20);
      expect(await firm.jobsNotDone()).toEqual([]);
    },
    MINUTES_10,
  );
});
