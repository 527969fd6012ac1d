import { Connection, type Consumer, ConsumerStatus } from 'rabbitmq-client';
import { URGENCIES, type Urgency } from '../../vocabulary/job.ts';
import { Listeners, signalText } from '../listeners.ts';
import type { Queue, QueueState, Taking, Work } from '../port.ts';
import { Turns } from '../turns.ts';
import { verdictOf } from '../verdict.ts';
import { withinPutTime } from '../within.ts';
import { rabbitMqAddress } from './rabbitmq-address.ts';
import { BINDINGS, DEAD, delayExchange, EXCHANGES, QUEUES, SIGNALS, WORK, workQueue } from './topology.ts';

export interface RabbitMqQueueOptions {
  /** `amqp://` or, with TLS, `amqps://` (`?ca=FILE`). */
  readonly url: string;
  readonly onTrouble: (error: unknown) => void;
}

const HEARTBEAT_SECONDS = 10;
const ACQUIRE_MS_MAX = 5_000;
const RETRY_MS_MIN = 200;
const RETRY_MS_MAX = 5_000;
/** What waits for its time lies elsewhere. */
const IN_SIGHT: ReadonlySet<string> = new Set([DEAD, ...URGENCIES.map(workQueue)]);

/**
 * A queue at RabbitMQ: quorum queues, confirmed publishing, acknowledgement after the work, dead letters. Quorum queues
 * know no priorities, so each urgency is a queue, and Turns picks among what came.
 */
export function createRabbitMqQueue({ url, onTrouble }: RabbitMqQueueOptions): Queue {
  const connection = new Connection({
    ...rabbitMqAddress(url),
    connectionName: 'askfolio',
    heartbeat: HEARTBEAT_SECONDS,
    acquireTimeout: ACQUIRE_MS_MAX,
    retryLow: RETRY_MS_MIN,
    retryHigh: RETRY_MS_MAX,
  });
  // Every failed put says so itself; without a listener a lost connection would end the process.
  connection.on('error', onTrouble);
  const publisher = connection.createPublisher({
    confirm: true,
    maxAttempts: 2,
    exchanges: EXCHANGES,
    queues: QUEUES,
    queueBindings: BINDINGS,
  });
  const teller = connection.createPublisher({ exchanges: EXCHANGES });
  const listeners = new Listeners();
  let ear: Consumer | null = null;
  const consumers = new Set<Consumer>();
  const stopping = new WeakSet<Consumer>();

  const put = async (text: string, urgency: Urgency, after_ms = 0): Promise<void> => {
    const exchange = after_ms > 0 ? delayExchange(after_ms) : WORK;
    const envelope = { exchange, routingKey: urgency, durable: true, mandatory: true };
    await withinPutTime(publisher.send(envelope, text));
  };

  const handle = async (work: Work, text: string, urgency: Urgency): Promise<ConsumerStatus> => {
    const verdict = await verdictOf(work, text, onTrouble);
    try {
      if (verdict !== 'done' && 'again_ms' in verdict) await put(text, urgency, verdict.again_ms);
      else if (verdict !== 'done') {
        const headers = { reason: verdict.dead };
        await withinPutTime(publisher.send({ routingKey: DEAD, durable: true, headers }, text));
      }
      return ConsumerStatus.ACK;
    } catch (error) {
      onTrouble(error);
      return ConsumerStatus.REQUEUE;
    }
  };

  const consume = (work: Work, urgency: Urgency, turns: Turns, at_once_max: number): Consumer => {
    const consumer = connection.createConsumer(
      {
        queue: workQueue(urgency),
        // One more than may go on: an urgent message is here when the next turn comes.
        qos: { prefetchCount: at_once_max + 1 },
        concurrency: at_once_max + 1,
        exchanges: EXCHANGES,
        queueBindings: BINDINGS,
        ...declaration(urgency),
      },
      async (message) => {
        const leave = await turns.enter(urgency);
        try {
          return stopping.has(consumer)
            ? ConsumerStatus.REQUEUE
            : await handle(work, String(message.body), urgency);
        } finally {
          leave();
        }
      },
    );
    consumer.on('error', onTrouble);
    consumers.add(consumer);
    return consumer;
  };

  return {
    put,
    take: async (work, at_once_max): Promise<Taking> => {
      const turns = new Turns(at_once_max);
      const mine = URGENCIES.map((urgency) => consume(work, urgency, turns, at_once_max));
      return Promise.resolve({
        stop: async () => {
          for (const consumer of mine) stopping.add(consumer);
          await Promise.all(mine.map((consumer) => consumer.close()));
        },
      });
    },
    tell: (topic, text) => {
      teller.send({ exchange: SIGNALS, routingKey: '' }, signalText(topic, text)).catch(() => undefined);
    },
    hear: (listener) => {
      ear ??= listen(connection, listeners, onTrouble);
      return listeners.add(listener);
    },
    stands: () => withinPutTime(standing(connection)),
    close: async () => {
      for (const consumer of consumers) stopping.add(consumer);
      const channels = [...consumers, ...(ear ? [ear] : []), publisher, teller];
      await Promise.all(channels.map((channel) => channel.close().catch(onTrouble)));
      await connection.close();
    },
  };
}

/** A queue that is declared again says how much lies in it. */
async function standing(connection: Connection): Promise<QueueState> {
  const state = { waiting: 0, dead: 0 };
  for (const declared of QUEUES) {
    if (!IN_SIGHT.has(declared.queue)) continue;
    const { messageCount } = await connection.queueDeclare(declared);
    state[declared.queue === DEAD ? 'dead' : 'waiting'] += messageCount;
  }
  return state;
}

/** The queue is declared by whoever comes first, taker or sender. */
function declaration(urgency: Urgency): { queueOptions: (typeof QUEUES)[number] } | object {
  const queueOptions = QUEUES.find(({ queue }) => queue === workQueue(urgency));
  return queueOptions ? { queueOptions } : {};
}

/** Hears what all processes say, by a queue that ends with its connection. */
function listen(connection: Connection, listeners: Listeners, onTrouble: (error: unknown) => void): Consumer {
  const consumer = connection.createConsumer(
    {
      queueOptions: { exclusive: true, autoDelete: true },
      noAck: true,
      exchanges: EXCHANGES,
      queueBindings: [{ exchange: SIGNALS }],
    },
    (message) => listeners.tellSignal(String(message.body)),
  );
  consumer.on('error', onTrouble);
  return consumer;
}
