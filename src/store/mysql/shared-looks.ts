/**
 * A look at something that changes, for many who want to know at the same time: one look is under way, and whoever comes
 * meanwhile shares the next, which begins after he came. So nobody is told what was true only before he asked, and no more
 * than one look at a time is taken, however many ask.
 */
export function sharedLooks<T>(look: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | null = null;
  let next: Promise<T> | null = null;
  const begin = (): Promise<T> => {
    const begun = look();
    const end = (): void => {
      if (underWay === begun) underWay = null;
    };
    underWay = begun;
    begun.then(end, end);
    return begun;
  };
  return () => {
    if (underWay === null) return begin();
    const beginNext = (): Promise<T> => {
      next = null;
      return begin();
    };
    next ??= underWay.then(beginNext, beginNext);
    return next;
  };
}
