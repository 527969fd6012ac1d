import { describe, expect, it } from 'vitest';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Actor } from '../vocabulary/scope.ts';
import type { EventStream } from './event-stream.ts';
import { StreamsUnderWay } from './streams-under-way.ts';

const ANN: Actor = {
  user: 'ann',
  name: 'Ann',
  role: 'client',
  advisorId: null,
  clientId: 'C1',
  accounts: ['A1', 'A2'],
};

/** A reader who remembers what it was sent, and may go. */
function reader(): EventStream & { readonly got: string[]; go(): void } {
  const got: string[] = [];
  const calls: (() => void)[] = [];
  return {
    got,
    gone: false,
    send: (event, json, id) => got.push(`${id} ${event} ${json}`),
    end: () => got.push('end'),
    onGone: (call) => calls.push(call),
    go: () => calls.forEach((call) => call()),
  };
}

/** Time that passes when the test says so. */
function hand() {
  const waiting = new Set<() => void>();
  return {
    timers: {
      elapsed: () => 0,
      every: () => () => undefined,
      after: (_ms: number, work: () => void) => {
        waiting.add(work);
        return () => void waiting.delete(work);
      },
    },
    pass: () => {
      for (const work of waiting) {
        waiting.delete(work);
        work();
      }
    },
  };
}

describe('an answer whose line was cut', () => {
  it('goes on where it was cut, with what came meanwhile and what comes', () => {
    const streams = new StreamsUnderWay(hand().timers);
    const [first, second] = [reader(), reader()];
    const sending = streams.begin(ANN, 'x', first);
    sending.send('stage', 1);
    first.go();
    sending.send('text', 2);
    streams.resume(ANN, 'x', 1, () => second);
    sending.send('answer', 3);
    sending.end();
    expect(first.got).toEqual(['1 stage 1']);
    expect(second.got).toEqual(['2 text 2', '3 answer 3', 'end']);
    expect(sending.stop.aborted).toBe(false);
  });

  it('is there whole for a while after its end, and then no more', () => {
    const { timers, pass } = hand();
    const streams = new StreamsUnderWay(timers);
    const [first, second] = [reader(), reader()];
    const sending = streams.begin(ANN, 'x', first);
    sending.send('answer', 1);
    first.go();
    sending.end();
    streams.resume(ANN, 'x', 0, () => second);
    expect(second.got).toEqual(['1 answer 1', 'end']);
    pass();
    expect(() => streams.resume(ANN, 'x', 0, reader)).toThrow('No question of yours');
  });

  it('is stopped when its reader stays away, or says so, and not by a reader who comes back in time', () => {
    const { timers, pass } = hand();
    const streams = new StreamsUnderWay(timers);
    const [first, second] = [reader(), reader()];
    const sending = streams.begin(ANN, 'x', first);
    first.go();
    streams.resume(ANN, 'x', 0, () => second);
    pass();
    expect(sending.stop.aborted).toBe(false);
    second.go();
    pass();
    expect(sending.stop.aborted).toBe(true);
    const other = streams.begin(ANN, 'y', reader());
    streams.stop(ANN, 'y');
    expect(other.stop.aborted).toBe(true);
  });

  it('is nobody else’s, and not for whoever sees less by now', () => {
    const streams = new StreamsUnderWay(hand().timers);
    streams.begin(ANN, 'x', reader());
    const [bob, less] = [
      { ...ANN, user: 'bob' },
      { ...ANN, accounts: ['A1'] },
    ];
    expect(() => streams.resume(bob, 'x', 0, reader)).toThrow('No question of yours');
    expect(() => streams.stop(bob, 'x')).toThrow('No question of yours');
    expect(() => streams.resume(less, 'x', 0, reader)).toThrow('has changed');
    expect(() => streams.checkRoom(ANN, 'x')).toThrow('asked under this id already');
    expect(() => streams.checkRoom(bob, 'x')).not.toThrow();
  });

  it('makes room for the next: whole answers go first, and then no more are begun', () => {
    const streams = new StreamsUnderWay(hand().timers);
    streams.begin(ANN, 'whole', reader()).end();
    for (let held = 1; held < LIMITS.answers_resumable_max; held += 1)
      streams.begin(ANN, `${held}`, reader());
    streams.checkRoom(ANN, 'next');
    streams.begin(ANN, 'next', reader());
    expect(() => streams.resume(ANN, 'whole', 0, reader)).toThrow('No question of yours');
    expect(() => streams.checkRoom(ANN, 'more')).toThrow('Too many questions');
  });

  it('keeps no more of whole answers than may lie in memory, the newest of them', () => {
    const streams = new StreamsUnderWay(hand().timers, 250);
    for (const id of ['first', 'second', 'third']) {
      const sending = streams.begin(ANN, id, reader());
      sending.send('answer', 'x'.repeat(98));
      sending.end();
    }
    const again = reader();
    expect(() => streams.resume(ANN, 'first', 0, reader)).toThrow('No question of yours');
    streams.resume(ANN, 'second', 0, () => again);
    expect(again.got).toHaveLength(2);
    const underWay = streams.begin(ANN, 'long', reader());
    underWay.send('table', 'x'.repeat(1_000));
    expect(() => streams.resume(ANN, 'long', 0, reader)).not.toThrow();
    underWay.end();
    expect(() => streams.resume(ANN, 'long', 0, reader)).toThrow('No question of yours');
  });
});
