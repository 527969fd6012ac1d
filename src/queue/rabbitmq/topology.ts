import { URGENCIES, type Urgency } from '../../vocabulary/job.ts';
import { LIMITS } from '../../vocabulary/limits.ts';

/** What Askfolio declares at a broker: all of it durable, and only what tells of the moment goes with its listener. */

export const WORK = 'askfolio.work';
export const DEAD = 'askfolio.dead';
export const SIGNALS = 'askfolio.signals';
const DELAYS_MS = [1_000, 5_000, 30_000, 180_000, 900_000] as const;

export const workQueue = (urgency: Urgency): string => `${WORK}.${urgency}`;
const delayName = (ms: number): string => `askfolio.delay.${ms}`;

/** The delay that a message is sent through: the longest that is not too long, so that nothing comes late by much. */
export function delayExchange(after_ms: number): string {
  return delayName(DELAYS_MS.findLast((ms) => ms <= after_ms) ?? DELAYS_MS[0]);
}

/** Replicated, and confirmed when a majority of the nodes has it on disk. */
const QUORUM = { 'x-queue-type': 'quorum' } as const;

export const EXCHANGES = [
  { exchange: WORK, type: 'direct', durable: true },
  { exchange: SIGNALS, type: 'fanout', durable: true },
  ...DELAYS_MS.map((ms) => ({ exchange: delayName(ms), type: 'fanout', durable: true })),
];

export const QUEUES = [
  { queue: DEAD, durable: true, arguments: QUORUM },
  ...URGENCIES.map((urgency) => ({
    queue: workQueue(urgency),
    durable: true,
    arguments: {
      ...QUORUM,
      'x-delivery-limit': LIMITS.queue_deliveries_max,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': DEAD,
    },
  })),
  // A message waits its time in one of these and then goes back to where its routing key says.
  ...DELAYS_MS.map((ms) => ({
    queue: delayName(ms),
    durable: true,
    arguments: {
      ...QUORUM,
      'x-message-ttl': ms,
      'x-overflow': 'reject-publish',
      'x-dead-letter-strategy': 'at-least-once',
      'x-dead-letter-exchange': WORK,
    },
  })),
];

export const BINDINGS = [
  ...URGENCIES.map((urgency) => ({ exchange: WORK, queue: workQueue(urgency), routingKey: urgency })),
  ...DELAYS_MS.map((ms) => ({ exchange: delayName(ms), queue: delayName(ms) })),
];
