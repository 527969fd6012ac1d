import type { QueueStatus } from '../../vocabulary/status.ts';
import { counter, gauge } from '../declaration.ts';
import type { Registry } from '../registry.ts';

export const QUEUE = {
  up: gauge({
    name: 'askfolio_queue_up',
    help: '1 while what carries word of work answers, 0 while it does not',
  }),
  answer: gauge({
    name: 'askfolio_queue_answer_seconds',
    unit: 'seconds',
    help: 'How long the queue took to say how it stands',
  }),
  depth: gauge({ name: 'askfolio_queue_jobs', help: 'Jobs that wait to be worked on' }),
  underWay: gauge({ name: 'askfolio_queue_jobs_under_way', help: 'Jobs that are being worked on' }),
  age: gauge({
    name: 'askfolio_queue_oldest_seconds',
    unit: 'seconds',
    help: 'For how long the job that waits longest for somebody to take it has been due, 0 where none is',
  }),
  messages: gauge({ name: 'askfolio_queue_messages', help: 'Words of work that wait at the queue' }),
  retries: counter({
    name: 'askfolio_queue_retries_total',
    help: 'Jobs that failed for a reason that may pass, and were put back by this process to be tried again',
  }),
  setAside: gauge({
    name: 'askfolio_queue_jobs_set_aside',
    help: 'Jobs that were tried as often as they may be and wait for a person',
  }),
  dead: gauge({
    name: 'askfolio_queue_dead_letters',
    help: 'Words of work that were laid aside at the queue and wait for a person',
  }),
} as const;

export function showQueue(registry: Registry, state: QueueStatus): void {
  registry.set(QUEUE.up, {}, state.up ? 1 : 0);
  registry.set(QUEUE.depth, {}, state.waiting);
  registry.set(QUEUE.underWay, {}, state.running);
  registry.set(QUEUE.age, {}, state.oldestSeconds);
  registry.set(QUEUE.setAside, {}, state.setAside);
  // What a queue that is away holds stands as it was.
  if (state.answerSeconds !== null) registry.set(QUEUE.answer, {}, state.answerSeconds);
  if (state.messages !== null) registry.set(QUEUE.messages, {}, state.messages);
  if (state.deadLetters !== null) registry.set(QUEUE.dead, {}, state.deadLetters);
}
