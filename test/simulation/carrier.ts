import type { Queue, Taking, Work } from '../../src/queue/port.ts';
import { verdictOf } from '../../src/queue/verdict.ts';
import { URGENCIES, type Urgency } from '../../src/vocabulary/job.ts';
import type { Host } from './host.ts';
import type { World } from './world.ts';

interface Message {
  readonly text: string;
  readonly urgency: Urgency;
}

interface Taker {
  readonly host: Host;
  readonly work: Work;
  readonly at_once_max: number;
  underWay: number;
  isStopped: boolean;
}

/** How a carrier behaves just now: how likely a message is lost or doubled, and how late it may be. */
export interface Manners {
  readonly loses: number;
  readonly doubles: number;
  readonly late_ms: number;
}

export const GOOD_MANNERS: Manners = { loses: 0, doubles: 0, late_ms: 10 };
const GIVEN_AGAIN_MS = 2_000;

/** A broker that all processes share, with good days and bad ones; it promises what the port lets it promise. */
export class Carrier {
  readonly #world: World;
  readonly #waiting: Message[] = [];
  readonly #takers = new Set<Taker>();
  readonly #hearers = new Set<{
    readonly host: Host;
    readonly hear: (topic: string, text: string) => void;
  }>();
  manners: Manners = GOOD_MANNERS;

  constructor(world: World) {
    this.#world = world;
  }

  queueOf(host: Host, onTrouble: (error: unknown) => void): Queue {
    return {
      put: (text, urgency, after_ms = 0) => host.call(() => this.#send({ text, urgency }, after_ms)),
      take: (work, at_once_max) => Promise.resolve(this.#take(host, work, at_once_max, onTrouble)),
      tell: (topic, text) => {
        for (const { host: hearing, hear } of this.#hearers) {
          if (!this.#world.random.is(this.manners.loses))
            hearing.timers.after(this.#world.random.between(0, this.manners.late_ms), () =>
              hear(topic, text),
            );
        }
      },
      hear: (hear) => {
        const hearer = { host, hear };
        this.#hearers.add(hearer);
        host.whenGone(() => this.#hearers.delete(hearer));
        return () => void this.#hearers.delete(hearer);
      },
      stands: () => host.call(() => ({ waiting: this.#waiting.length, dead: 0 })),
      close: () => Promise.resolve(),
    };
  }

  #send(message: Message, after_ms: number): void {
    const { random } = this.#world;
    const times = random.is(this.manners.loses) ? 0 : random.is(this.manners.doubles) ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      this.#world.after(after_ms + random.between(0, this.manners.late_ms), () => {
        this.#waiting.push(message);
        this.#hand();
      });
    }
  }

  #take(host: Host, work: Work, at_once_max: number, onTrouble: (error: unknown) => void): Taking {
    const { promise, resolve } = Promise.withResolvers<void>();
    const taker: Taker = {
      host,
      at_once_max,
      underWay: 0,
      isStopped: false,
      work: async (text) => {
        try {
          return await verdictOf(work, text, onTrouble);
        } finally {
          taker.underWay -= 1;
          if (taker.isStopped && taker.underWay === 0) resolve();
        }
      },
    };
    this.#takers.add(taker);
    host.whenGone(() => this.#takers.delete(taker));
    this.#hand();
    return {
      stop: () => {
        taker.isStopped = true;
        this.#takers.delete(taker);
        if (taker.underWay === 0) resolve();
        return promise;
      },
    };
  }

  #hand(): void {
    for (const taker of this.#takers) {
      while (taker.underWay < taker.at_once_max) {
        const message = this.#next();
        if (message === null) return;
        taker.underWay += 1;
        this.#give(taker, message);
      }
    }
  }

  #next(): Message | null {
    for (const urgency of URGENCIES) {
      const at = this.#waiting.findIndex((message) => message.urgency === urgency);
      if (at >= 0) return this.#waiting.splice(at, 1)[0] ?? null;
    }
    return null;
  }

  #give(taker: Taker, message: Message): void {
    let isOver = false;
    // The message of a taker that is gone is given to another, unless this carrier forgets it.
    taker.host.whenGone(() => {
      if (!isOver) this.#world.after(GIVEN_AGAIN_MS, () => this.#send(message, 0));
    });
    const workOn = async (): Promise<void> => {
      const verdict = await taker.work(message.text);
      isOver = true;
      if (verdict !== 'done' && 'again_ms' in verdict) this.#send(message, verdict.again_ms);
      this.#hand();
    };
    const late_ms = this.#world.random.between(0, this.manners.late_ms);
    taker.host.timers.after(late_ms, () => void workOn());
  }
}
