import { URGENCIES, type Urgency } from '../../vocabulary/job.ts';
import { Listeners } from '../listeners.ts';
import type { Queue, Taking, Work } from '../port.ts';
import { verdictOf } from '../verdict.ts';

interface Taker {
  readonly work: Work;
  readonly at_once_max: number;
  readonly underWay: Set<Promise<void>>;
}

/** A queue in the memory of one process: what it holds ends with it, and the records know it anew. */
export function createInProcessQueue(onTrouble: (error: unknown) => void): Queue {
  const listeners = new Listeners();
  const waiting = new Map<Urgency, string[]>(URGENCIES.map((urgency) => [urgency, []]));
  const timers = new Set<NodeJS.Timeout>();
  const takers = new Set<Taker>();
  let dead = 0;

  function next(): { text: string; urgency: Urgency } | null {
    for (const urgency of URGENCIES) {
      const text = waiting.get(urgency)?.shift();
      if (text !== undefined) return { text, urgency };
    }
    return null;
  }

  function add(text: string, urgency: Urgency): void {
    waiting.get(urgency)?.push(text);
    hand();
  }

  function addLater(text: string, urgency: Urgency, after_ms: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      add(text, urgency);
    }, after_ms);
    timers.add(timer);
  }

  function hand(): void {
    for (const taker of takers) {
      while (taker.underWay.size < taker.at_once_max) {
        const message = next();
        if (message === null) return;
        const work = run(taker, message.text, message.urgency).finally(() => {
          taker.underWay.delete(work);
          hand();
        });
        taker.underWay.add(work);
      }
    }
  }

  async function run({ work }: Taker, text: string, urgency: Urgency): Promise<void> {
    const verdict = await verdictOf(work, text, onTrouble);
    if (verdict === 'done') return;
    if ('again_ms' in verdict) addLater(text, urgency, verdict.again_ms);
    else {
      dead += 1;
      onTrouble(new Error(`a message was laid aside: ${verdict.dead}`));
    }
  }

  return {
    put: (text, urgency, after_ms = 0) => {
      if (after_ms > 0) addLater(text, urgency, after_ms);
      else add(text, urgency);
      return Promise.resolve();
    },
    take: (work, at_once_max): Promise<Taking> => {
      const taker: Taker = { work, at_once_max, underWay: new Set() };
      takers.add(taker);
      hand();
      return Promise.resolve({
        stop: async () => {
          takers.delete(taker);
          await Promise.all(taker.underWay);
        },
      });
    },
    tell: (topic, text) => setImmediate(() => listeners.tell(topic, text)),
    hear: (listener) => listeners.add(listener),
    stands: () => {
      const lengths = [...waiting.values()].map(({ length }) => length);
      return Promise.resolve({ waiting: lengths.reduce((sum, length) => sum + length, 0), dead });
    },
    close: () => {
      for (const timer of timers) clearTimeout(timer);
      takers.clear();
      return Promise.resolve();
    },
  };
}
