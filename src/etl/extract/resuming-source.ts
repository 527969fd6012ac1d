import { LIMITS } from '../../vocabulary/limits.ts';
import type { Position, RawBatch, Source } from './source.ts';
import { SourceUnavailable } from './source.ts';

export interface Patience {
  /** How often a failure in a row is waited out before it is given on. */
  readonly triesMax: number;
  /** Waits `milliseconds`. */
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to 1: waits are spread, so that many who wait for the same server do not come back at once. */
  readonly random: () => number;
}

const FIRST_PAUSE_MS = 500;

/**
 * A source whose failures that may pass are waited out: it is asked again, and a stream goes on behind the last batch
 * that came. A stream without positions begins anew only as long as nothing of it came; otherwise rows would be
 * doubled.
 */
export function resumingSource(source: Source, patience: Patience): Source {
  return {
    check: () => again(patience, () => source.check()),
    list: () => again(patience, () => source.list()),
    receipts: (stream) => again(patience, () => source.receipts(stream)),
    close: () => source.close(),
    read: async function* (stream, columns, since) {
      let position: Position | null = since;
      let stuck = false;
      let failures = 0;
      for (;;) {
        try {
          for await (const batch of source.read(stream, columns, position)) {
            failures = 0;
            stuck = batch.position === null && (stuck || batch.lines.length > 0);
            position = batch.position ?? position;
            yield batch satisfies RawBatch;
          }
          return;
        } catch (error) {
          failures += 1;
          if (!(error instanceof SourceUnavailable) || stuck || failures >= patience.triesMax) throw error;
          await patience.sleep(pauseMs(failures, patience.random));
        }
      }
    },
  };
}

async function again<T>(patience: Patience, work: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SourceUnavailable) || failures >= patience.triesMax) throw error;
      await patience.sleep(pauseMs(failures, patience.random));
    }
  }
}

function pauseMs(failures: number, random: () => number): number {
  const most = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LIMITS.source_pause_seconds_max * 1_000);
  return most * (0.5 + random() / 2);
}
