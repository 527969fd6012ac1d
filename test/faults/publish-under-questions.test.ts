import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { SERVERS } from '../services/database-server.ts';
import { hasRedis, until } from '../services/private-server.ts';
import { hasRabbitMq } from '../services/rabbitmq.ts';
import { type SharedFirm, openSharedFirm } from './shared-firm.ts';

const MINUTES_5 = 300_000;
const ASKING = 20;
const LOOKED_EVERY_MS = 20;
/** No two ask the same, so that the store is read for each. */
const questionOf = (asker: number, turn: number): string =>
  `${['gain', 'income', 'fees', 'market value'][turn % 4] ?? ''} by account in ${2024 + (asker % 2)} above $${asker * 1_000 + turn}`;
const isMissing = !hasRedis() || !hasRabbitMq();

/** The statements of readers of the product store that wait for a lock just now. Those of rows are none of theirs: they only read. */
function waiting(database: SharedFirm['database']): Promise<string> {
  return database.cell(
    `SELECT coalesce(group_concat(concat(state, ': ', left(info, 200))), '')
     FROM information_schema.processlist WHERE db = 'firm' AND state LIKE 'Waiting for % lock'`,
  );
}

describe.each(SERVERS)('a publish on $name while people ask', ({ name, missing }) => {
  test.skipIf(missing || isMissing)(
    'keeps no reader waiting for a lock, and leaves each of them an answer',
    async () => {
      await using closing = new AsyncDisposableStack();
      const firm = await openSharedFirm(8, closing, { wanted: name });
      const takeIn = (at: number) =>
        firm.asker.output('import', firm.deliveries[at]?.path ?? '', '--full', '--json');
      await takeIn(0);

      const locks = new Set<string>();
      const over = new AbortController();
      const looking = (async () => {
        for (; !over.signal.aborted; await sleep(LOOKED_EVERY_MS)) {
          const seen = await waiting(firm.database);
          if (seen !== '') locks.add(seen);
        }
      })();
      const told = { answers: 0, busy: 0, troubles: new Set<string>() };
      const asking = Array.from({ length: ASKING }, async (_, asker) => {
        for (let turn = 0; !over.signal.aborted; turn += 1) {
          const answer = await firm.ask(questionOf(asker, turn));
          if (!('trouble' in answer)) told.answers += 1;
          else if (answer.code === 'busy') told.busy += 1;
          else told.troubles.add(answer.trouble);
          await sleep(200);
        }
      });
      await takeIn(1);
      const { answers } = told;

      // What would tell of a lock does.
      expect([...locks]).toEqual([]);
      const held = firm.database.root('LOCK TABLES firm.data_version WRITE', 'DO SLEEP(3)');
      await until(() => Promise.resolve(locks.size > 0), 10_000);
      await held;

      over.abort();
      await Promise.all([looking, ...asking]);
      expect(told.troubles).toEqual(new Set());
      expect(answers).toBeGreaterThan(ASKING);
      expect(await firm.figures()).toEqual(firm.deliveries[1]?.figures);
    },
    MINUTES_5,
  );
});
