import { Problem } from '../vocabulary/problem.ts';
import type { Store } from './port.ts';

/** Hears of every read and publish how long it took and how it ended: 'done' or a problem's code. */
export interface StoreTimes {
  begun(): void;
  read(outcome: string, seconds: number): void;
  published(outcome: string, seconds: number): void;
}

/** The same store, with somebody who takes its times. */
export function timedStore(store: Store, times: StoreTimes): Store {
  return {
    read: (statements, limits) => {
      times.begun();
      return timed(
        () => store.read(statements, limits),
        (outcome, seconds) => times.read(outcome, seconds),
      );
    },
    version: () => store.version(),
    marks: () => store.marks(),
    publish: (parcel) =>
      timed(
        () => store.publish(parcel),
        (outcome, seconds) => times.published(outcome, seconds),
      ),
    close: () => store.close(),
  };
}

async function timed<T>(work: () => Promise<T>, heard: StoreTimes['read']): Promise<T> {
  const start = performance.now();
  const took = (): number => (performance.now() - start) / 1_000;
  try {
    const result = await work();
    heard('done', took());
    return result;
  } catch (error) {
    heard(error instanceof Problem ? error.code : 'internal', took());
    throw error;
  }
}
