import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import { type Actor, coversAccounts } from '../vocabulary/scope.ts';
import type { Timers } from '../vocabulary/timers.ts';
import type { EventName, EventStream } from './event-stream.ts';

/** An answer as it is streamed: what was sent so far, and whoever reads it now. */
interface UnderWay {
  readonly actor: Actor;
  readonly control: AbortController;
  readonly sent: { readonly event: EventName; readonly json: string }[];
  bytes: number;
  readonly readers: Set<EventStream>;
  /** When nobody reads it any more: what ends the question, or forgets its answer. */
  stopWaiting: (() => void) | null;
  isWhole: boolean;
}

/** Where a question's events go. */
export interface Sending {
  send(event: EventName, data: unknown): void;
  end(): void;
  /** Aborted when the question is stopped, or its reader went and did not come back. */
  readonly stop: AbortSignal;
}

/**
 * Streamed answers by their asker and the id that the asker gave them, so that a cut line costs nobody an answer: its
 * reader comes back by the id and is sent the rest. Kept in this process's memory, only for a short while, and of those
 * that are whole no more than `bytes_max`: how many are under way is bounded by who is admitted.
 */
export class StreamsUnderWay {
  readonly #streams = new Map<string, UnderWay>();
  readonly #timers: Timers;
  readonly #bytes_max: number;
  #bytes = 0;

  constructor(timers: Timers, bytes_max: number = LIMITS.answers_resumable_bytes_max) {
    this.#timers = timers;
    this.#bytes_max = bytes_max;
  }

  /**
   * Before the reply is begun, which cannot say it any more: throws Problem `usage` where the id is taken, `busy`
   * where too many answers are under way.
   */
  checkRoom(actor: Actor, id: string): void {
    if (this.#streams.has(keyOf(actor, id))) {
      throw new Problem('usage', 'A question was asked under this id already; give each an id of its own.');
    }
    this.#makeRoom();
  }

  /** Streams the answer to `reader`, and to whoever resumes it by `id`. */
  begin(actor: Actor, id: string, reader: EventStream): Sending {
    const key = keyOf(actor, id);
    const stream: UnderWay = {
      actor,
      control: new AbortController(),
      sent: [],
      bytes: 0,
      readers: new Set(),
      stopWaiting: null,
      isWhole: false,
    };
    this.#streams.set(key, stream);
    this.#join(key, stream, reader, 0);
    return {
      stop: stream.control.signal,
      send: (event, data) => {
        const json = JSON.stringify(data);
        stream.sent.push({ event, json });
        if (this.#streams.get(key) === stream) {
          stream.bytes += json.length;
          this.#bytes += json.length;
        }
        for (const each of stream.readers) each.send(event, json, stream.sent.length);
      },
      end: () => {
        stream.isWhole = true;
        for (const each of stream.readers) each.end();
        this.#waitForReader(key, stream);
        this.#forgetBeyond();
      },
    };
  }

  /** Sends `reader` what came after the event `after`, and what comes. Throws Problem `not_found`, `not_permitted`. */
  resume(actor: Actor, id: string, after: number, reader: () => EventStream): void {
    const key = keyOf(actor, id);
    const stream = this.#streams.get(key);
    if (!stream) throw noSuchStream();
    if (!coversAccounts(actor.accounts, stream.actor.accounts)) {
      throw new Problem(
        'not_permitted',
        'What you may see has changed while this was worked out; ask again.',
      );
    }
    this.#join(key, stream, reader(), after);
  }

  /** Ends the question, and its query with it. Throws Problem `not_found`. */
  stop(actor: Actor, id: string): void {
    const stream = this.#streams.get(keyOf(actor, id));
    if (!stream) throw noSuchStream();
    stream.control.abort();
  }

  /** Ends every question that is under way, and forgets all answers. */
  close(): void {
    for (const { control, stopWaiting } of this.#streams.values()) {
      stopWaiting?.();
      control.abort();
    }
    this.#streams.clear();
    this.#bytes = 0;
  }

  #join(key: string, stream: UnderWay, reader: EventStream, after: number): void {
    stream.stopWaiting?.();
    stream.stopWaiting = null;
    stream.sent.slice(after).forEach(({ event, json }, index) => reader.send(event, json, after + index + 1));
    if (stream.isWhole) {
      reader.end();
      this.#waitForReader(key, stream);
      return;
    }
    stream.readers.add(reader);
    reader.onGone(() => {
      stream.readers.delete(reader);
      if (stream.readers.size === 0 && !stream.isWhole) this.#waitForReader(key, stream);
    });
  }

  /** A reader who does not come back in time has left: an answer under way is stopped, a whole one forgotten. */
  #waitForReader(key: string, stream: UnderWay): void {
    stream.stopWaiting?.();
    const ms = LIMITS.answer_resume_seconds_max * 1_000;
    stream.stopWaiting = this.#timers.after(ms, () => {
      if (stream.isWhole) this.#forget(key, stream);
      else stream.control.abort();
    });
  }

  /** Answers that are whole go first, the oldest of them. */
  #makeRoom(): void {
    if (this.#streams.size < LIMITS.answers_resumable_max) return;
    if (this.#forgetOldest()) return;
    throw new Problem('busy', 'Too many questions are being answered just now; try again soon.');
  }

  #forgetBeyond(): void {
    while (this.#bytes > this.#bytes_max && this.#forgetOldest());
  }

  /** Whether there was a whole answer to forget. */
  #forgetOldest(): boolean {
    const whole = [...this.#streams].find(([, { isWhole }]) => isWhole);
    if (!whole) return false;
    this.#forget(...whole);
    return true;
  }

  #forget(key: string, stream: UnderWay): void {
    stream.stopWaiting?.();
    this.#streams.delete(key);
    this.#bytes -= stream.bytes;
  }
}

function keyOf({ user }: Actor, id: string): string {
  return JSON.stringify([user, id]);
}

function noSuchStream(): Problem {
  return new Problem('not_found', 'No question of yours is under way by this id; ask it again.');
}
