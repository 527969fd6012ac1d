// @vitest-environment happy-dom
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Answer, PlannedAnswer } from '../../../src/vocabulary/answer.ts';
import type { Day } from '../../../src/vocabulary/day.ts';
import type { OfferedVocabulary } from '../../../src/vocabulary/offer.ts';
import type { Plan } from '../../../src/vocabulary/plan.ts';
import type { Outcome, ThreadTurn } from '../ask/thread-state.ts';
import { connectionLost } from '../../api/problem.ts';
import { AnswerCard } from './answer-card.tsx';

const SCRIPT = '<img src=x onerror="globalThis.hacked=true"><script>globalThis.hacked=true</script>';
const DAY = '2026-11-20' as Day;
const BASE = {
  id: 'x',
  engine: 'offline',
  suggestions: ['And by sector?'],
  conversationId: null,
  timings: { understand: 1, run: 2, total: 3.44 },
} as const;

const ANSWERED: PlannedAnswer = {
  ...BASE,
  kind: 'answer',
  text: `${SCRIPT} is worth $1,204,311.27.`,
  interpretation: {
    metrics: ['market_value'],
    by: [],
    where: [],
    period: { from: null, to: DAY, label: '20 Nov 2026' },
    text: `Market value of ${SCRIPT}`,
  },
  columns: [{ name: 'market_value', label: 'Market value', type: 'money', currency: 'USD' }],
  rows: [['1204311.27']],
  chart: null,
  sql: `SELECT '${SCRIPT}'`,
  parameters: [SCRIPT, 3],
  plan: {
    subject: 'figures',
    metrics: ['market_value'],
    by: [],
    where: [],
    periods: [{ from: null, to: DAY, label: '20 Nov 2026', pointInTime: true }],
    having: [],
    order: null,
    limit: null,
    derive: null,
    currency: null,
  },
  cached: false,
  asOf: DAY,
  dataVersion: 'v7',
  caveats: [`Memo ${SCRIPT}`],
};

const VOCABULARY: OfferedVocabulary = {
  metrics: [
    { name: 'market_value', label: 'Market value', description: '', groups: ['sector'] },
    { name: 'income', label: 'Income', description: '', groups: ['sector', 'month'] },
  ],
  dimensions: [{ name: 'sector', label: 'Sector', kind: 'attribute', values: [SCRIPT] }],
  periods: [
    { from: null, to: DAY, label: 'now', pointInTime: true },
    { from: null, to: DAY, label: 'since inception', pointInTime: false },
  ],
};

let place: HTMLElement;
const calls: string[] = [];

function show(outcome: Outcome): HTMLElement {
  const turn: ThreadTurn = {
    key: 'k',
    question: SCRIPT,
    scope: {},
    soFar: { stage: null, text: null, table: null, chart: null },
    outcome,
    change: { state: 'none' },
  };
  const actions = {
    onAsk: (question: string) => calls.push(`ask ${question}`),
    onAskAgain: () => calls.push('again'),
    onEdit: () => calls.push('edit'),
    onChange: (_turn: ThreadTurn, plan: Plan) => calls.push(`change ${JSON.stringify(plan.metrics)}`),
    onVerify: null,
  };
  void act(() =>
    render(
      <AnswerCard turn={turn} examples={['What is it worth?']} vocabulary={VOCABULARY} actions={actions} />,
      place,
    ),
  );
  return place;
}

const showAnswer = (answer: Answer) => show({ state: 'answered', answer });

function press(label: string): void {
  const button = [...place.querySelectorAll('button')].find(({ textContent }) => textContent === label);
  if (!button) throw new Error(`no button says ${label}`);
  button.click();
}

beforeEach(() => {
  calls.length = 0;
  place = document.createElement('div');
  document.body.append(place);
});
afterEach(() => {
  render(null, place);
  place.remove();
  vi.restoreAllMocks();
});

describe('an answer', () => {
  test('of one figure leads with it, and says how it was understood and from which day', () => {
    const text = showAnswer(ANSWERED).textContent;
    expect(place.querySelector('[data-figure="market_value"]')?.textContent).toBe('$1,204,311.27');
    expect(text).toContain('Understood as:');
    expect(text).toContain('2026');
    vi.spyOn(globalThis, 'fetch').mockReturnValue(new Promise(() => undefined));
    const proof = place.querySelector('details');
    expect(proof?.textContent).not.toContain('v7');
    void act(() => proof?.querySelector('summary')?.click());
    expect(proof?.querySelector('code')?.textContent).toBe(ANSWERED.sql);
    expect(proof?.textContent).toContain('v7');
  });

  test('never turns a name, a memo or a value into markup', () => {
    showAnswer({
      ...ANSWERED,
      columns: [
        { name: 'security', label: SCRIPT, type: 'string' },
        { name: 'memo', label: 'Memo', type: 'string' },
      ],
      rows: [
        [SCRIPT, SCRIPT],
        ['b', null],
      ],
      suggestions: [SCRIPT],
    });
    expect(place.querySelector('img, script')).toBeNull();
    expect(place.querySelector('td')?.textContent).toBe(SCRIPT);
    expect(Reflect.get(globalThis, 'hacked')).toBeUndefined();
  });

  test('of many rows shows a hundred at a time', () => {
    const rows = Array.from({ length: 250 }, (_, index) => [String(index)]);
    showAnswer({ ...ANSWERED, columns: [{ name: 'n', label: 'N', type: 'integer' }], rows });
    expect(place.querySelectorAll('tbody tr')).toHaveLength(100);
    void act(() => press('»'));
    expect(place.querySelectorAll('tbody tr')).toHaveLength(50);
    expect(place.querySelector('tbody td')?.textContent).toBe('200');
  });

  test('draws a part of the whole as bars, the whole as a donut', () => {
    const split: PlannedAnswer = {
      ...ANSWERED,
      columns: [{ name: 'client', label: 'Client', type: 'string' }, ...ANSWERED.columns],
      rows: [
        ['a', '3.00'],
        ['b', '1.00'],
      ],
      chart: { type: 'donut', x: 'client', y: ['market_value'] },
    };
    showAnswer(split);
    expect(place.querySelector('[role=img]')?.getAttribute('data-chart')).toBe('donut');
    showAnswer({ ...split, plan: { ...split.plan, limit: 2 } });
    expect(place.querySelector('[role=img]')?.getAttribute('data-chart')).toBe('bar');
  });

  test('changes by the parts of what was understood, without a word typed', () => {
    showAnswer(ANSWERED);
    void act(() => press('Market value'));
    void act(() => press('Income'));
    expect(calls).toEqual(['change ["income"]']);
    expect(place.querySelector('img, script')).toBeNull();
  });

  test('says that a free query is one, and offers no parts to change and nothing to keep', () => {
    showAnswer({ ...ANSWERED, plan: null, freeQuery: true });
    expect(place.textContent).toContain('Free query');
    expect(place.querySelector('.chips')).toBeNull();
    expect(place.textContent).not.toContain('Pin to board');
    showAnswer(ANSWERED);
    expect(place.textContent).not.toContain('Free query');
    expect(place.querySelector('.chips')).not.toBeNull();
  });

  test('offers its suggestions as questions that ask', () => {
    showAnswer(ANSWERED);
    press('And by sector?');
    expect(calls).toEqual(['ask And by sector?']);
  });
});

describe('what is no answer', () => {
  test('a clarification offers complete questions', () => {
    showAnswer({
      ...BASE,
      kind: 'clarification',
      text: 'Which one?',
      choices: [{ label: 'In money', question: 'What is the gain in money?' }],
    });
    press('In money');
    expect(calls).toEqual(['ask What is the gain in money?']);
  });

  test('a choice shows the figure that it would be answered with', () => {
    const choices = [{ label: 'In money', question: 'What is the gain in money?', figure: '$12.00' }];
    showAnswer({ ...BASE, kind: 'clarification', text: 'Which one?', choices });
    press('In money: $12.00');
    expect(calls).toEqual(['ask What is the gain in money?']);
  });

  test('a decline says why in plain words and offers examples', () => {
    showAnswer({ ...BASE, suggestions: [], kind: 'declined', reason: 'advice', text: 'I do not advise.' });
    expect(place.querySelector('[role=alert]')).toBeNull();
    press('What is it worth?');
    expect(calls).toEqual(['ask What is it worth?']);
  });

  test('a problem can be tried again', () => {
    show({ state: 'failed', problem: connectionLost() });
    expect(place.querySelector('[role=alert]')?.textContent).toContain('connection was lost');
    press('Try again');
    press('Edit the question');
    expect(calls).toEqual(['again', 'edit']);
  });

  test('an answer under way says which step it is at', () => {
    expect(show({ state: 'asking' }).querySelector('[aria-busy=true]')?.textContent).toContain('Sending');
  });
});
