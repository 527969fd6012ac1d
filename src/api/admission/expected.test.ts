import { describe, expect, it } from 'vitest';
import type { Answer } from '../../vocabulary/answer.ts';
import { dayOf } from '../../vocabulary/day.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Question } from '../../vocabulary/question.ts';
import type { Actor } from '../../vocabulary/scope.ts';
import { ExpectedLanes, laneOf } from './expected.ts';

const MANY = Array.from({ length: LIMITS.sql_inline_accounts_max + 1 }, (_, n) => `A${String(n)}`);

const ADVISOR: Actor = {
  user: 'ada',
  name: 'Ada',
  role: 'advisor',
  advisorId: 'V1',
  clientId: null,
  accounts: MANY,
};
const CLIENT: Actor = { ...ADVISOR, user: 'cy', role: 'client', accounts: ['A1', 'A2'] };

const asked = (actor: Actor, text = 'What is it worth?'): Question => ({
  text,
  actor,
  scope: {},
  today: dayOf('2026-03-02'),
  conversationId: null,
  engine: 'auto',
});

const OWN = {
  id: 'a1',
  text: 'It is.',
  engine: 'offline',
  suggestions: [],
  conversationId: null,
  timings: { understand: 1, run: 1, total: 2 },
} as const;

const answer = (cached: boolean): Answer => ({
  ...OWN,
  kind: 'answer',
  interpretation: {
    metrics: [],
    by: [],
    where: [],
    period: { from: null, to: dayOf('2026-03-02'), label: 'now' },
    text: '',
  },
  columns: [],
  rows: [],
  chart: null,
  sql: '',
  parameters: [],
  plan: null,
  freeQuery: true,
  cached,
  asOf: dayOf('2026-03-02'),
  dataVersion: 'v1',
  caveats: [],
});

describe('the lane of a question', () => {
  it('goes by what may be read: what was picked, or all that is in view', () => {
    expect(laneOf({ accounts: 'all' }, {})).toBe('book');
    expect(laneOf({ accounts: 'all' }, { client: 'C1' })).toBe('accounts');
    expect(laneOf({ accounts: 'all' }, { portfolio: 'P1' })).toBe('accounts');
    expect(laneOf({ accounts: 'all' }, { accounts: ['A1'] })).toBe('accounts');
    expect(laneOf({ accounts: 'all' }, { advisor: 'V1' })).toBe('book');
    expect([laneOf(ADVISOR, {}), laneOf(CLIENT, {})]).toEqual(['book', 'accounts']);
    expect(laneOf(ADVISOR, { accounts: MANY })).toBe('book');
  });

  it('is that of what comes from memory once the same was answered to the same person', () => {
    const lanes = new ExpectedLanes();
    expect(lanes.of(asked(ADVISOR)).lane).toBe('book');
    lanes.of(asked(ADVISOR)).came(answer(false));
    expect(lanes.of(asked(ADVISOR)).lane).toBe('kept');
    expect(lanes.of(asked(ADVISOR, 'And what was it?')).lane).toBe('book');
    expect(lanes.of(asked(CLIENT)).lane).toBe('accounts');
    expect(lanes.of({ ...asked(ADVISOR), conversationId: 'c' }).lane).toBe('book');
  });

  it('is the usual one again where it did not come from memory, until it does', () => {
    const lanes = new ExpectedLanes();
    lanes.of(asked(CLIENT)).came(answer(false));
    lanes.of(asked(CLIENT)).came(answer(false));
    expect(lanes.of(asked(CLIENT)).lane).toBe('accounts');
    lanes.of(asked(CLIENT)).came(answer(true));
    expect(lanes.of(asked(CLIENT)).lane).toBe('kept');
  });

  it('learns nothing of an error', () => {
    const lanes = new ExpectedLanes();
    lanes.of(asked(CLIENT)).came({ ...OWN, kind: 'error', code: 'store_unavailable' });
    expect(lanes.of(asked(CLIENT)).lane).toBe('accounts');
  });
});
