import { useState } from 'preact/hooks';

/** What an answer on the page knows beside what the server said. */
interface AnswerMemory {
  pin?: 'idle' | 'pinned' | 'failed';
  opinion?: 'none' | 'up' | 'why' | 'down' | 'failed';
  tablePage?: number;
  isProofOpen?: boolean;
  isVerified?: boolean;
}

/** Goes with what it belongs to, so that it needs no bound of its own. */
const memories = new WeakMap<object, AnswerMemory>();

function memoryOf(owner: object): AnswerMemory {
  const held = memories.get(owner) ?? {};
  memories.set(owner, held);
  return held;
}

/**
 * Like `useState`, and outlives the drawing: an answer that was out of sight and comes back stands as it was left.
 * `owner` is a part of the answer itself; another answer begins with `first`.
 */
export function useAnswerMemory<K extends keyof AnswerMemory>(
  owner: object,
  name: K,
  first: NonNullable<AnswerMemory[K]>,
) {
  const [, drawAgain] = useState(0);
  const put = (value: NonNullable<AnswerMemory[K]>): void => {
    memoryOf(owner)[name] = value;
    drawAgain((count) => count + 1);
  };
  return [memoryOf(owner)[name] ?? first, put] as const;
}
