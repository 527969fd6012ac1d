import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasMariaDb } from '../services/database-server.ts';
import { hasRedis } from '../services/private-server.ts';
import { hasRabbitMq } from '../services/rabbitmq.ts';
import { FAULTS, Moments } from './moments.ts';
import { openSharedFirm } from './shared-firm.ts';

const MINUTES_10 = 600_000;
/** As many as leave the machine of a test time for the refresh itself. */
const QUESTIONS_PER_SECOND = 5;
/** One of each kind; `npm run test:faults` takes all of them, again and again. */
const CHOSEN = ['worker killed', 'network of the workers cut', 'disk of the workers full'];

describe.skipIf(!hasMariaDb() || !hasRedis() || !hasRabbitMq())(
  'a shared installation to which something happens at a moment of a refresh',
  () => {
    const closing = new AsyncDisposableStack();
    let moments: Moments;
    let hasDisks = false;

    beforeAll(async () => {
      const firm = await openSharedFirm(3, closing);
      hasDisks = firm.disks !== undefined;
      moments = new Moments(firm, 11, QUESTIONS_PER_SECOND);
      await moments.begin();
    }, MINUTES_10);
    afterAll(() => closing.disposeAsync(), MINUTES_10);

    test.each(FAULTS.filter(({ name }) => CHOSEN.some((chosen) => name.startsWith(chosen))))(
      'does what was asked for once and answers nothing wrong: $name',
      async (fault) => {
        if (fault.needsDisks === true && !hasDisks) return;
        expect((await moments.live(fault)).wrong).toEqual([]);
      },
      MINUTES_10,
    );
  },
);
