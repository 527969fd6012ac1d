/** Whose turn it is at the staged rows of a home. */
export interface StageTurns {
  /** Resolves when it is the caller's turn, with what ends it; calling that twice changes nothing. */
  take(): Promise<() => Promise<void>>;
}

/** Where one process has the home alone: in the order of asking. */
export function turnsOfOneProcess(): StageTurns {
  let last: Promise<void> = Promise.resolve();
  return {
    take: async () => {
      const before = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      last = promise;
      await before;
      return async () => Promise.resolve(resolve());
    },
  };
}
