import type { Job } from '../vocabulary/job.ts';
import { isOpen } from '../vocabulary/job.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { JobLedger } from './ledger.ts';
import type { Timers } from '../vocabulary/timers.ts';
import type { Queue } from './port.ts';

interface FollowParts {
  readonly queue: Pick<Queue, 'hear'>;
  readonly ledger: Pick<JobLedger, 'find'>;
  readonly timers: Timers;
}

/**
 * Waits for a job's end, in whichever process it comes. Word of progress comes by the queue as it is told; the ledger
 * is looked at besides, for word may be lost.
 */
export function followJob(
  { queue, ledger, timers }: FollowParts,
  id: string,
  onProgress: (progress: string) => void,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let last: string | null = null;
  const tell = (progress: string | null): void => {
    if (progress === null || progress === last) return;
    last = progress;
    onProgress(progress);
  };
  const look = async (): Promise<void> => {
    const job = await ledger.find(id);
    if (!job) throw new Problem('not_found', 'There is no such job any more.');
    if (isOpen(job.status)) tell(job.progress);
    else if (job.status === 'done') resolve(job.result ?? 'null');
    else reject(problemOf(job));
  };
  // The ledger may be away for a while; whoever waits for a job waits for that, too.
  const lookAgain = (): void =>
    void look().catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'not_found') reject(error);
    });
  const forget = queue.hear((topic, text) => {
    if (topic !== `job:${id}`) return;
    if (text === '') lookAgain();
    else tell(text);
  });
  const stopLooking = timers.every(LIMITS.job_follow_seconds * 1_000, lookAgain);
  lookAgain();
  return promise.finally(() => {
    forget();
    stopLooking();
  });
}

function problemOf({ reason }: Job): Problem {
  return reason
    ? new Problem(reason.code, reason.message)
    : new Problem('internal', 'The job ended without a reason; run it again.');
}
