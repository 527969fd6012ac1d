import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../src/vocabulary/answer.ts';
import type { Turn } from '../../../src/vocabulary/conversation.ts';
import { connectionLost } from '../../api/problem.ts';
import { announcementOf, EMPTY_THREAD, reduceThread, standing, type ThreadAction } from './thread-state.ts';

const ANSWER: Answer = {
  id: '1',
  kind: 'declined',
  reason: 'advice',
  text: 'I do not advise.',
  engine: 'offline',
  suggestions: [],
  conversationId: null,
  timings: { understand: 0, run: 0, total: 0 },
};

const asked = (key: string): ThreadAction => ({
  type: 'asked',
  conversationId: 'c',
  key,
  question: `question ${key}`,
  scope: {},
});
const savedTurn = (id: string, revises?: string): Turn => ({
  question: id,
  scope: {},
  plan: null,
  answer: { ...ANSWER, id },
  at: '',
  ...(revises === undefined ? {} : { revises }),
});
const after = (...actions: readonly ThreadAction[]) => actions.reduce(reduceThread, EMPTY_THREAD);

describe('the thread', () => {
  test('gathers the parts of an answer until it is whole', () => {
    const state = after(
      asked('a'),
      { type: 'part', key: 'a', part: { kind: 'stage', stage: 'run' } },
      { type: 'part', key: 'a', part: { kind: 'text', text: 'Hi' } },
    );
    expect(state.turns[0]).toMatchObject({
      soFar: { stage: 'run', text: 'Hi' },
      outcome: { state: 'asking' },
    });
    const whole = reduceThread(state, { type: 'part', key: 'a', part: { kind: 'answer', answer: ANSWER } });
    expect(whole.turns[0]?.outcome).toEqual({ state: 'answered', answer: ANSWER });
  });

  test('takes nothing in after a stop', () => {
    const stopped = after(asked('a'), { type: 'stopped', key: 'a' });
    const late = reduceThread(stopped, { type: 'part', key: 'a', part: { kind: 'answer', answer: ANSWER } });
    expect(late.turns[0]?.outcome.state).toBe('stopped');
  });

  test('puts a question that is asked again at the end, once', () => {
    const state = after(
      asked('a'),
      { type: 'failed', key: 'a', problem: connectionLost() },
      asked('b'),
      { type: 'stopped', key: 'b' },
      asked('a'),
    );
    expect(state.turns.map(({ key, outcome }) => [key, outcome.state])).toEqual([
      ['b', 'stopped'],
      ['a', 'asking'],
    ]);
  });

  test('says an answer in its own words', () => {
    const turn = after(asked('a'), { type: 'part', key: 'a', part: { kind: 'answer', answer: ANSWER } })
      .turns[0];
    expect(announcementOf(turn, 'Working', 'Stopped')).toBe('I do not advise.');
    expect(announcementOf(undefined, 'Working', 'Stopped')).toBe('');
  });

  test('keeps the answer while it is changed, and after a change that cannot be made', () => {
    const answered = after(asked('a'), { type: 'part', key: 'a', part: { kind: 'answer', answer: ANSWER } });
    const changing = reduceThread(answered, { type: 'changing', key: 'a' });
    expect(changing.turns[0]).toMatchObject({ outcome: { state: 'answered' }, change: { state: 'asking' } });
    const refused = reduceThread(changing, { type: 'changed', key: 'a', answer: { ...ANSWER, text: 'No.' } });
    expect(refused.turns[0]).toMatchObject({
      outcome: { answer: { text: 'I do not advise.' } },
      change: { state: 'refused', reason: 'No.' },
    });
  });

  test('that is opened again shows a changed answer once, in its place', () => {
    // A change that was declined left no answer of its own.
    const places = standing([savedTurn('1'), savedTurn('2'), savedTurn('3', '1'), savedTurn('4')]);
    expect(places.map(({ answer }) => answer.id)).toEqual(['1', '2', '4']);
  });

  test('keeps turns that did not change as they are', () => {
    const first = after(asked('a'), { type: 'stopped', key: 'a' });
    const second = reduceThread(first, asked('b'));
    expect(second.turns[0]).toBe(first.turns[0]);
  });
});
