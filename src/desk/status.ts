import type { Runs } from '../state/runs.ts';
import type { DataVersion } from '../store/port.ts';
import { daysOf, type Day } from '../vocabulary/day.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { asProblem } from '../vocabulary/problem.ts';
import type { Actor } from '../vocabulary/scope.ts';
import type { DataStatus, ReadStatus, RunLook, Status } from '../vocabulary/status.ts';
import type { ReadUsage } from './usage.ts';

export interface StatusParts {
  readonly version: () => Promise<DataVersion | null>;
  readonly runs: Pick<Runs, 'list'>;
  readonly usage: ReadUsage;
  readonly today: () => Day;
  readonly now: () => Date;
}

type Part = Exclude<keyof Status, 'at' | 'troubles'>;
type FindOut = { readonly [K in Part]: (actor: Actor) => Promise<Status[K]> };

/** How the installation stands. Each part is found out by itself: one that fails hides none of the others. */
export function createReadStatus(parts: StatusParts): ReadStatus {
  const findOut: FindOut = {
    data: async () => dataOf(await parts.version(), parts.today()),
    runs: async () => (await parts.runs.list(LIMITS.status_runs_max)).map(lookOf),
    model: parts.usage,
  };
  return async (actor) => {
    const troubles: Status['troubles'][number][] = [];
    const found = async <K extends Part>(part: K): Promise<Status[K] | null> => {
      try {
        return await findOut[part](actor);
      } catch (error) {
        const { code, message } = asProblem(error);
        troubles.push({ part, code, message });
        return null;
      }
    };
    return {
      at: parts.now().toISOString(),
      data: await found('data'),
      runs: await found('runs'),
      model: await found('model'),
      troubles,
    };
  };
}

function dataOf(version: DataVersion | null, today: Day): DataStatus | null {
  if (version === null) return null;
  const { id, asOf, publishedAt } = version;
  return { version: id, asOf, daysBehind: Math.max(0, daysOf(asOf, today) - 1), publishedAt };
}

function lookOf({
  run,
  source,
  status,
  startedAt,
  finishedAt,
  message,
  published,
}: Awaited<ReturnType<Runs['list']>>[number]): RunLook {
  return { run, source, status, startedAt, finishedAt, message, published };
}
