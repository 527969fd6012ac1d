import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { readEventStream } from './sse.ts';

function eventsOf(pieces: readonly string[]) {
  const stream = readEventStream();
  return pieces.flatMap((piece) => stream.push(piece));
}

const STREAM =
  'event: stage\ndata: {"stage":"run"}\n\n' +
  ': a comment that keeps the line open\n\n' +
  'event: text\r\ndata: one\r\ndata: two\r\n\r\n' +
  'id: 7\rdata:bare\r\r' +
  'event: answer\ndata: {"text":"Zürich – 株式 €1.00"}\n\n';

const EVENTS = [
  { event: 'stage', data: '{"stage":"run"}', id: '' },
  { event: 'text', data: 'one\ntwo', id: '' },
  { event: 'message', data: 'bare', id: '7' },
  { event: 'answer', data: '{"text":"Zürich – 株式 €1.00"}', id: '7' },
];

describe('the event stream', () => {
  test('is read whole, whatever ends its lines', () => {
    expect(eventsOf([STREAM])).toEqual(EVENTS);
  });

  test('is read the same when every character comes alone', () => {
    expect(eventsOf(STREAM.split(''))).toEqual(EVENTS);
  });

  test.prop([fc.array(fc.nat({ max: STREAM.length }), { maxLength: 12 })])(
    'is read the same wherever it is cut',
    (cuts) => {
      const ends = [...cuts.toSorted((a, b) => a - b), STREAM.length];
      const pieces = ends.map((end, index) => STREAM.slice(ends[index - 1] ?? 0, end));
      expect(eventsOf(pieces)).toEqual(EVENTS);
    },
  );

  test('gives no event that its blank line has not ended', () => {
    expect(eventsOf(['event: answer\ndata: {"half":'])).toEqual([]);
    expect(eventsOf(['event: answer\ndata: {}\n'])).toEqual([]);
  });
});
