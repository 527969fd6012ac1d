/** Something that is opened by the first who needs it, and then by nobody else. */
export interface Once<T> {
  /** Opens at the first call; a failed opening is tried again by the next. */
  (): Promise<T>;
  /** What is or was being opened; null where nobody called. */
  readonly opened: () => Promise<T> | null;
}

/** `open` runs at the first call; everybody gets what it gave. */
export function once<T>(open: () => Promise<T>): Once<T> {
  let opened: Promise<T> | null = null;
  const call = (): Promise<T> => {
    if (opened) return opened;
    const mine = open();
    opened = mine;
    mine.catch(() => {
      if (opened === mine) opened = null;
    });
    return mine;
  };
  return Object.assign(call, { opened: () => opened });
}
