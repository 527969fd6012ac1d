export const now = (): Date => new Date();

/** Milliseconds that never go back. */
export const clock = (): number => performance.now();
