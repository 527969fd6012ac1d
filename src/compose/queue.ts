import type { Settings } from '../config.ts';
import type { Probe } from '../desk/checks.ts';
import type { Jobs } from '../queue/jobs.ts';
import type { Queue } from '../queue/port.ts';
import type { Records } from '../state/records.ts';
import type { Watchers } from './watchers.ts';
import { TIMERS } from '../vocabulary/timers.ts';

/** What is nearly done when this process is told to stop may end; the rest is handed back. */
const STOP_GRACE_MS = 3_000;

/** The queue that the settings name; one outside the process is dialled at once and goes on dialling. */
export async function openQueue(
  setting: Settings['queue'],
  onTrouble: (error: unknown) => void,
): Promise<Queue> {
  if (setting === 'embedded') {
    const { createInProcessQueue } = await import('../queue/inprocess/inprocess-queue.ts');
    return createInProcessQueue(onTrouble);
  }
  if (setting.startsWith('redis')) {
    const { createBullMqQueue } = await import('../queue/redis/bullmq-queue.ts');
    const { redisAddress } = await import('../cache/redis/redis-address.ts');
    return createBullMqQueue({ server: redisAddress(setting), onTrouble });
  }
  const { createRabbitMqQueue } = await import('../queue/rabbitmq/rabbitmq-queue.ts');
  return createRabbitMqQueue({ url: setting, onTrouble });
}

/** How `doctor` looks at a queue outside of the process; null where it is in it. */
export function queueProbe(setting: Settings['queue']): Probe | null {
  if (setting === 'embedded') return null;
  return {
    name: 'queue',
    look: async () => {
      const queue = await openQueue(setting, () => undefined);
      try {
        const { waiting, dead } = await queue.stands();
        const advice = dead === 0 ? '' : '; docs/runbooks/dead-letters.md says what to do about these';
        return `it answers (${waiting} words of work wait, ${dead} were laid aside)${advice}`;
      } finally {
        await queue.close();
      }
    },
  };
}

/** The same, opened by the first who needs it: most commands send nobody word. */
function lazily(open: () => Promise<Queue>): Queue {
  let opened: Promise<Queue> | null = null;
  const queue = (): Promise<Queue> => (opened ??= open());
  return {
    put: async (...what) => (await queue()).put(...what),
    take: async (...what) => (await queue()).take(...what),
    tell: (...what) => void queue().then((found) => found.tell(...what)),
    hear: (listener) => {
      const hearing = queue().then((found) => found.hear(listener));
      return () => void hearing.then((forget) => forget());
    },
    stands: async () => (await queue()).stands(),
    close: async () => (await opened)?.close(),
  };
}

/** Jobs as the records have them, word of which the queue carries. `isAlone`: no other process has these records. */
export async function openJobs(
  settings: Settings,
  records: Records,
  isAlone: boolean,
  watchers: Watchers | null,
  onTrouble: (error: unknown) => void,
): Promise<{
  readonly jobs: Jobs;
  readonly word: Pick<Queue, 'tell' | 'hear'>;
  close(): Promise<void>;
}> {
  const { createJobs } = await import('../queue/jobs.ts');
  const { jobsOf } = await import('../state/jobs.ts');
  const queue = lazily(() => openQueue(settings.queue, onTrouble));
  const ledger = jobsOf(records);
  if (isAlone) await ledger.reopen();
  const jobs = createJobs({
    queue,
    ledger,
    timers: TIMERS,
    chance: Math.random,
    onTrouble,
    following: watchers?.isTracing === true ? watchers.work : null,
    observe: (_kind, end) => {
      if (end.status === 'waiting' && end.reason !== null) watchers?.metrics.jobRetried();
    },
  });
  return {
    jobs,
    word: queue,
    close: async () => {
      await jobs.stop(STOP_GRACE_MS);
      await queue.close();
    },
  };
}
