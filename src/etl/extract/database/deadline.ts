import { unanswered } from './failures.ts';

/** The work, or a failure that may pass when it takes longer than `milliseconds`; `giveUp` then ends what hangs. */
export async function withinTime<T>(
  work: Promise<T>,
  milliseconds: number,
  place: string,
  giveUp: () => void,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      giveUp();
      reject(unanswered(place));
    }, milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
