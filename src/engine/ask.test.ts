import { describe, expect, test } from 'vitest';
import type { Answer } from '../vocabulary/answer.ts';
import type { Conversations, KeptTurn } from '../vocabulary/conversation.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Plan } from '../vocabulary/plan.ts';
import type { Question, Stage } from '../vocabulary/question.ts';
import { dayOf } from '../vocabulary/day.ts';
import { FIRM } from '../../test/golden/firm.ts';
import { createAsk } from './ask.ts';
import type { Catalog } from './catalog.ts';
import type { AnswerPlan } from './outcome.ts';
import { planOf } from '../vocabulary/plan.fixture.ts';

const BY_HAND: Plan = planOf({
  metrics: ['income'],
  periods: [{ from: null, to: dayOf('2021-06-30'), label: '30 Jun 2021', pointInTime: true }],
});

const OWNER = {
  user: 'owner',
  name: 'Owner',
  role: 'administrator',
  advisorId: null,
  clientId: null,
  accounts: 'all',
} as const;

/** An answer as far as every one is alike. */
const ANSWER = {
  kind: 'answer',
  text: '',
  interpretation: {
    metrics: [],
    by: [],
    where: [],
    period: { from: null, to: dayOf('2021-06-30'), label: '' },
    text: '',
  },
  chart: null,
  sql: '',
  parameters: [],
  cached: false,
  asOf: dayOf('2021-06-30'),
  dataVersion: 'v1',
  caveats: [],
  suggestions: [],
} as const;

const key = (user: string, id: string): string => `${user}/${id}`;

function memory(): Conversations & { readonly held: Map<string, KeptTurn[]> } {
  const held = new Map<string, KeptTurn[]>();
  return {
    held,
    turns: async (user, id) => held.get(key(user, id)) ?? [],
    append: async (user, id, turn) => {
      held.set(key(user, id), [...(held.get(key(user, id)) ?? []), turn]);
    },
  };
}

const noData: AnswerPlan = async ({ plan }, onStage = () => undefined) => {
  onStage('run');
  return { kind: 'declined', reason: 'no_data', text: plan.metrics.join(), suggestions: [] };
};

function asking(answerPlan: AnswerPlan = noData) {
  const conversations = memory();
  const ask = createAsk({
    catalog: { current: async () => FIRM },
    answerPlan,
    conversations,
    newId: () => 'answer-1',
    now: () => new Date('2021-06-30T12:00:00Z'),
    clock: () => 0,
  });
  const put = (
    text: string,
    more: Partial<Question> = {},
    onStage?: (stage: Stage) => void,
    stop?: AbortSignal,
  ): Promise<Answer> =>
    ask(
      {
        text,
        actor: {
          user: 'beatrix',
          name: 'Beatrix Thorne',
          role: 'client',
          advisorId: null,
          clientId: 'K1',
          accounts: ['900-11', '900-12', '900-13'],
        },
        scope: {},
        today: dayOf('2021-06-30'),
        conversationId: null,
        engine: 'offline',
        ...more,
      },
      onStage,
      stop,
    );
  return { put, conversations };
}

describe('ask', () => {
  test('reports the stages in order and hands the plan on', async () => {
    const stages: Stage[] = [];
    const answer = await asking().put('fees this year', {}, (stage) => stages.push(stage));
    expect(stages).toEqual(['understand', 'resolve', 'plan', 'run']);
    expect(answer).toMatchObject({ id: 'answer-1', kind: 'declined', reason: 'no_data', text: 'fees' });
  });

  test('tells the plan which catalog its words were read on, and of a plan by hand none', async () => {
    const catalogs: (Catalog | undefined)[] = [];
    const { put } = asking(async ({ seen }) => {
      catalogs.push(seen);
      return { kind: 'declined', reason: 'no_data', text: '', suggestions: [] };
    });
    await put('fees this year');
    await put('fees this year', { plan: BY_HAND });
    expect(catalogs).toEqual([FIRM, undefined]);
  });

  test('keeps the turns of a dialogue and understands by them', async () => {
    const { put, conversations } = asking(async ({ plan }) => {
      throw new Problem('busy', plan.metrics.join());
    });
    await put('hello', { conversationId: 'c1' });
    expect(conversations.held.get('beatrix/c1')?.map(({ question, plan }) => [question, plan])).toEqual([
      ['hello', null],
    ]);
  });

  test('declines a scope out of reach in the same words as one that does not exist', async () => {
    const { put } = asking();
    const existing = await put('value', { scope: { accounts: ['900-40'] } });
    expect(existing).toMatchObject({ kind: 'declined', reason: 'not_permitted' });
    expect(await put('value', { scope: { accounts: ['nothing'] } })).toEqual(existing);
  });

  test('turns problems into answers', async () => {
    const busy = asking(() => Promise.reject(new Problem('busy', 'Try again in a moment.')));
    expect(await busy.put('fees')).toMatchObject({
      kind: 'error',
      code: 'busy',
      text: 'Try again in a moment.',
    });
    const broken = asking(() => Promise.reject(new TypeError('secret detail')));
    const answer = await broken.put('fees');
    expect(answer).toMatchObject({ kind: 'error', code: 'internal' });
    expect(answer.text).not.toContain('secret');
  });

  test('offers a choice with its figure, and without where it cannot be had', async () => {
    const told = { columns: [{ name: 'twr', label: 'Return', type: 'percent' }], rows: [[0.0125]] } as const;
    const { put } = asking(async ({ plan }) => {
      const [filter] = plan.where;
      if (filter?.kind === 'in' && filter.values.includes('K2')) throw new Problem('busy', 'Later.');
      return { ...ANSWER, ...told, plan };
    });
    const asked = await put('How did Thorne do in 2020?', { actor: OWNER });
    expect(asked.kind === 'clarification' && asked.choices).toEqual([
      { label: 'Beatrix Thorne', question: 'How did Beatrix Thorne do in 2020?', figure: '1.25%' },
      { label: 'Thorne Charitable Fund', question: 'How did Thorne Charitable Fund do in 2020?' },
    ]);
  });

  test('says so where a language model is asked for and none is set up', async () => {
    expect(await asking().put('fees', { engine: 'openai' })).toMatchObject({ kind: 'error', code: 'usage' });
  });

  test('with a plan settled by hand reads no words, and takes the earlier answer’s place', async () => {
    const plans: Plan[] = [];
    const { put, conversations } = asking(async ({ plan }) => {
      plans.push(plan);
      return { kind: 'declined', reason: 'no_data', text: '', suggestions: [] };
    });
    const conversationId = '11111111-1111-4111-8111-111111111111';
    await put('gibberish qwertz', { plan: BY_HAND, revises: 'answer-0', conversationId });
    expect(plans).toEqual([BY_HAND]);
    expect(conversations.held.get(key('beatrix', conversationId))?.[0]).toMatchObject({
      plan: BY_HAND,
      revises: 'answer-0',
    });
  });

  test('that was stopped is not remembered', async () => {
    const control = new AbortController();
    const { put, conversations } = asking(() => {
      control.abort();
      throw new Problem('stopped', 'Stopped.');
    });
    const conversationId = '11111111-1111-4111-8111-111111111111';
    const answer = await put('market value', { conversationId }, undefined, control.signal);
    expect(answer).toMatchObject({ kind: 'error', code: 'stopped' });
    expect(conversations.held.size).toBe(0);
  });
});
