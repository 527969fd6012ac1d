export interface Gate {
  /** Work that may go on together with other work of its kind. */
  shared<T>(work: () => Promise<T>): Promise<T>;
  /** Work that waits until nothing else is under way, and lets nothing begin before it has ended. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** Lets work through together or one piece alone, in the order of coming. */
export function createGate(): Gate {
  let last: Promise<unknown> = Promise.resolve();
  let sharing: Promise<unknown> = Promise.resolve();
  return {
    shared: (work) => {
      const mine = last.then(work);
      const over = mine.catch(() => undefined);
      sharing = Promise.all([sharing, over]);
      return mine;
    },
    alone: (work) => {
      const mine = Promise.all([last, sharing]).then(work);
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}
