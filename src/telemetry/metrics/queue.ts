import { counter, gauge } from '../declaration.ts';
import type { Registry } from '../registry.ts';

export const QUEUE = {
  up: gauge({
    name: 'askfolio_queue_up',
    help: '1 while the broker answers, 0 while it does not',
    onlyWith: 'a broker',
  }),
  depth: gauge({
    name: 'askfolio_queue_messages',
    help: 'Orders that wait to be worked on',
    onlyWith: 'a broker',
  }),
  age: gauge({
    name: 'askfolio_queue_oldest_seconds',
    unit: 'seconds',
    help: 'How long the oldest order has been waiting',
    onlyWith: 'a broker',
  }),
  retries: counter({
    name: 'askfolio_queue_retries_total',
    help: 'Orders that were put back to be tried again',
    onlyWith: 'a broker',
  }),
  dead: gauge({
    name: 'askfolio_queue_dead_letters',
    help: 'Orders that were given up and wait for a person',
    onlyWith: 'a broker',
  }),
} as const;

export interface QueueObserver {
  /** How things stand; `oldest_seconds` 0 where nothing waits. */
  stands(state: {
    readonly up: boolean;
    readonly waiting: number;
    readonly oldest_seconds: number;
    readonly dead: number;
  }): void;
  retried(): void;
}

export function queueObserver(registry: Registry): QueueObserver {
  return {
    stands: ({ up, waiting, oldest_seconds, dead }) => {
      registry.set(QUEUE.up, {}, up ? 1 : 0);
      registry.set(QUEUE.depth, {}, waiting);
      registry.set(QUEUE.age, {}, oldest_seconds);
      registry.set(QUEUE.dead, {}, dead);
    },
    retried: () => registry.add(QUEUE.retries, {}),
  };
}
