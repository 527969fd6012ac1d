import { firstPublishedAfter, lookAtVersion } from './version.ts';
import type { Sessions } from './sessions.ts';

/**
 * For how long readers have lacked a version that was published; 0 where they have the newest. That is what a lagging
 * replica means to whoever asks, whichever way it is replicated, and it takes no right that a reader does not have.
 */
export async function behindSeconds(readers: Sessions, writers: Sessions, now: () => Date): Promise<number> {
  const read = await readers.with(0, lookAtVersion);
  const missing = await writers.with(0, (session) => firstPublishedAfter(session, read));
  return missing === null ? 0 : Math.max(0, (now().getTime() - Date.parse(missing)) / 1_000);
}
