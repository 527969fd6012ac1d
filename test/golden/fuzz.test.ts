import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { understand, type Understanding } from '../../src/engine/understand/understand.ts';
import { LIMITS } from '../../src/vocabulary/limits.ts';
import { FIRM } from './firm.ts';
import { requestOf } from './understanding.ts';

const QUESTIONS = readFileSync(new URL('questions.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => (JSON.parse(line) as { question: string }).question);

const RUNS = 10_000;

/** A small generator of numbers that repeats itself for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const NOISE = [
  '🙂',
  '%',
  '((',
  "'",
  '"',
  ';',
  '—',
  '1e9',
  '0',
  'NaN',
  '\u0000',
  'ß',
  '…',
  '03/04/05',
  '-',
  '&',
  'not',
  'by',
  'vs',
  '٣',
];

function mutated(next: () => number): string {
  const pick = (): string => QUESTIONS[Math.floor(next() * QUESTIONS.length)] ?? '';
  let words = pick().split(' ');
  for (let times = Math.floor(next() * 4); times >= 0; times--) {
    const at = Math.floor(next() * words.length);
    const kind = Math.floor(next() * 7);
    if (kind === 0) words.splice(at, 1);
    else if (kind === 1) words.splice(at, 0, NOISE[Math.floor(next() * NOISE.length)] ?? '');
    else if (kind === 2) words = [...words, ...pick().split(' ')];
    else if (kind === 3) words = words.toReversed();
    else if (kind === 4) words[at] = (words[at] ?? '').toUpperCase();
    else if (kind === 5) words[at] = (words[at] ?? '').split('').toReversed().join('');
    else words[at] = `${(words[at] ?? '').slice(0, 2)}${(words[at] ?? '').slice(3)}`;
  }
  return words.join(' ');
}

/** The accounts, portfolios, clients and advisors of client K1. */
const IN_REACH = new Set(['900-11', '900-12', '900-13', 'P-10', 'P-11', 'K1', '7']);
const PARTIES = new Set(['account', 'portfolio', 'client', 'advisor']);

function namesOutOfReach(understood: Understanding): readonly unknown[] {
  if (understood.kind !== 'plan') return [];
  return understood.plan.where.flatMap((filter) =>
    filter.kind === 'in' && PARTIES.has(filter.dimension)
      ? filter.values.filter((value) => value !== null && !IN_REACH.has(value))
      : [],
  );
}

describe('mangled questions', () => {
  test('never crash, take long or reach what is out of sight', () => {
    const next = random(20_210_630);
    understand(requestOf('warm up', FIRM, 'K1'));
    let slowest = { milliseconds: 0, question: '' };
    for (let run = 0; run < RUNS; run++) {
      const question = mutated(next);
      const start = process.threadCpuUsage();
      const result = understand(requestOf(question, FIRM, 'K1'));
      // The processor's time: what else the machine is busy with is none of ours.
      const { user, system } = process.threadCpuUsage(start);
      const milliseconds = (user + system) / 1_000;
      if (milliseconds > slowest.milliseconds) slowest = { milliseconds, question };
      expect(namesOutOfReach(result), question).toEqual([]);
    }
    expect(slowest.milliseconds, slowest.question).toBeLessThan(250);
  });

  test.each([
    ['nothing', ''],
    ['white space', '   \n\t '],
    ['emoji', '🙂🙂🙂'],
    ['marks', '?!?!...'],
    ['a wall of text', 'value '.repeat(400)],
    ['too many characters', 'a'.repeat(LIMITS.question_chars_max + 1)],
    ['Japanese', '私のポートフォリオの価値はいくらですか？'],
    ['Arabic', 'ما هي قيمة محفظتي؟'],
    ['Russian', 'Сколько стоит мой портфель?'],
    ['pasted SQL', 'SELECT * FROM accounts WHERE 1=1 OR client_id = 2; --'],
    ['control characters', 'value\u0000\u0007 of \u001b[31m my account'],
  ])('%s gets a polite refusal or an honest answer', (_what, question) => {
    const result = understand(requestOf(question, FIRM, 'K1'));
    expect(['declined', 'clarification', 'plan']).toContain(result.kind);
  });

  test('are understood in well under five milliseconds at the median', () => {
    const times = QUESTIONS.map((question) => {
      const start = performance.now();
      understand(requestOf(question, FIRM));
      return performance.now() - start;
    }).toSorted((a, b) => a - b);
    expect(times[Math.floor(times.length / 2)]).toBeLessThan(5);
  });
});
