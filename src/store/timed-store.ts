import { Problem } from '../vocabulary/problem.ts';
import type { Store } from './port.ts';

/** The same store; `observe` hears how long each read took and how it ended: 'done' or a problem's code. */
export function timedStore(store: Store, observe: (outcome: string, seconds: number) => void): Store {
  return {
    read: async (statements, limits) => {
      const start = performance.now();
      const heard = (outcome: string): void => observe(outcome, (performance.now() - start) / 1_000);
      try {
        const snapshot = await store.read(statements, limits);
        heard('done');
        return snapshot;
      } catch (error) {
        heard(error instanceof Problem ? error.code : 'internal');
        throw error;
      }
    },
    version: () => store.version(),
    publish: (parcel) => store.publish(parcel),
    close: () => store.close(),
  };
}
