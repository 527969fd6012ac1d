import type { RunUnderWay } from '../vocabulary/operations.ts';
import type { Progress, Refresh } from '../vocabulary/run.ts';

export interface RunWatch {
  /** Does what it wraps, and is seen to. */
  readonly refresh: Refresh;
  /** In the order in which they were asked for. */
  readonly underWay: () => readonly RunUnderWay[];
}

/** Lets others see how far the deliveries have come that are being taken in. */
export function watchedRefresh(refresh: Refresh, now: () => Date): RunWatch {
  const running = new Set<{ source: string; since: string; progress: Progress | null }>();
  return {
    refresh: async (request, onProgress, stop) => {
      const run = { source: request.source, since: now().toISOString(), progress: null as Progress | null };
      running.add(run);
      try {
        return await refresh(
          request,
          (progress) => {
            run.progress = progress;
            onProgress(progress);
          },
          stop,
        );
      } finally {
        running.delete(run);
      }
    },
    underWay: () => [...running].map((run) => ({ ...run })),
  };
}
