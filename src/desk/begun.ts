import { Problem } from '../vocabulary/problem.ts';

/** Waits no longer than until it is clear that the work was taken up; its end stands in the journal of runs. */
export async function begun(work: Promise<unknown>, onTrouble: (error: unknown) => void): Promise<void> {
  let isTaken = false;
  const watched = work.catch((error: unknown) => {
    if (!isTaken) throw error;
    // A run that failed says so itself; only what is no Problem is news.
    if (!(error instanceof Problem)) onTrouble(error);
  });
  const taken = new Promise<void>((resolve) => {
    setImmediate(resolve);
  });
  await Promise.race([watched, taken]);
  isTaken = true;
}
