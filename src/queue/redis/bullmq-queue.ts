import { DelayedError, Queue as BullQueue, UnrecoverableError, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { URGENCIES, type Urgency } from '../../vocabulary/job.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Listeners, signalText } from '../listeners.ts';
import type { Queue, Taking } from '../port.ts';
import { verdictOf } from '../verdict.ts';
import { withinPutTime } from '../within.ts';

export interface BullMqQueueOptions {
  /** Where the server is. It must not evict (`maxmemory-policy noeviction`). */
  readonly server: { readonly href: string; readonly tls: { readonly tls?: { readonly ca: Buffer } } };
  readonly onTrouble: (error: unknown) => void;
}

const NAME = 'work';
const PREFIX = 'askfolio:queue';
const SIGNALS = 'askfolio:signals';
const CONNECT_MS_MAX = 5_000;
const RETRY_MS_MAX = 5_000;
const DEAD_KEPT_MAX = 1_000;
/** How long a taker may be silent before what it has is given to another. */
const LOCK_MS = 30_000;
const LOOK_FOR_STALLED_MS = 10_000;
const Body = z.object({ text: z.string(), urgency: z.enum(URGENCIES) });
type Body = z.infer<typeof Body>;

/** A queue at a server that speaks the protocol of Redis, by BullMQ. */
export function createBullMqQueue({ server, onTrouble }: BullMqQueueOptions): Queue {
  const options = {
    ...server.tls,
    connectTimeout: CONNECT_MS_MAX,
    retryStrategy: (tries: number) => Math.min(RETRY_MS_MAX, 50 * 2 ** Math.min(tries, 8)),
  };
  const open: Redis[] = [];
  const connect = (more: { maxRetriesPerRequest: number | null; enableOfflineQueue: boolean }): Redis => {
    const redis = new Redis(server.href, { ...options, ...more });
    redis.on('error', () => undefined);
    open.push(redis);
    return redis;
  };
  const queue = new BullQueue<Body, null>(NAME, {
    connection: connect({ enableOfflineQueue: true, maxRetriesPerRequest: null }),
    prefix: PREFIX,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: { count: DEAD_KEPT_MAX }, attempts: 1 },
  });
  queue.on('error', onTrouble);
  const teller = connect({ enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  const listeners = new Listeners();
  let ear: Redis | null = null;
  const workers = new Set<Worker<Body, null>>();
  let asking: Promise<Record<string, number>> | null = null;

  return {
    put: async (text, urgency, after_ms = 0) => {
      const body = { text, urgency };
      const more = { priority: priorityOf(urgency), ...(after_ms > 0 ? { delay: after_ms } : {}) };
      await withinPutTime(queue.add(NAME, body, more));
    },
    take: async (work, at_once_max): Promise<Taking> => {
      const worker = new Worker<Body, null>(
        NAME,
        async (job, token) => {
          const body = Body.safeParse(job.data);
          if (!body.success) throw new UnrecoverableError('not a message of this version');
          const verdict = await verdictOf(work, body.data.text, onTrouble);
          if (verdict === 'done') return null;
          if ('dead' in verdict) throw new UnrecoverableError(verdict.dead);
          await job.moveToDelayed(Date.now() + verdict.again_ms, token);
          throw new DelayedError();
        },
        {
          connection: connect({ enableOfflineQueue: true, maxRetriesPerRequest: null }),
          prefix: PREFIX,
          concurrency: at_once_max,
          lockDuration: LOCK_MS,
          stalledInterval: LOOK_FOR_STALLED_MS,
          maxStalledCount: LIMITS.queue_deliveries_max,
        },
      );
      worker.on('error', onTrouble);
      workers.add(worker);
      return Promise.resolve({
        stop: async () => {
          workers.delete(worker);
          await worker.close();
        },
      });
    },
    tell: (topic, text) => {
      teller.publish(SIGNALS, signalText(topic, text)).catch(() => undefined);
    },
    hear: (listener) => {
      ear ??= listen(connect({ enableOfflineQueue: true, maxRetriesPerRequest: null }), listeners);
      return listeners.add(listener);
    },
    stands: () => {
      // A server that is away is asked once, not once more at every look.
      asking ??= queue.getJobCounts('wait', 'prioritized', 'failed').finally(() => (asking = null));
      return withinPutTime(asking).then(({ wait = 0, prioritized = 0, failed = 0 }) => ({
        waiting: wait + prioritized,
        dead: failed,
      }));
    },
    close: async () => {
      await Promise.all([...workers].map((worker) => worker.close(true).catch(onTrouble)));
      await queue.close().catch(onTrouble);
      for (const redis of open) redis.disconnect();
    },
  };
}

function priorityOf(urgency: Urgency): number {
  return URGENCIES.indexOf(urgency) + 1;
}

function listen(ear: Redis, listeners: Listeners): Redis {
  ear.subscribe(SIGNALS).catch(() => undefined);
  ear.on('message', (_channel, raw: string) => listeners.tellSignal(raw));
  return ear;
}
