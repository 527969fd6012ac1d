import { queueConformance } from '../conformance.ts';
import { createInProcessQueue } from './inprocess-queue.ts';

queueConformance('The queue in the process', {
  open: () => createInProcessQueue(() => undefined),
  empty: () => Promise.resolve(),
  isShared: false,
});
