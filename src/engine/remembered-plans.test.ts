import { describe, expect, it } from 'vitest';
import { FIRM } from '../../test/golden/firm.ts';
import { PRODUCT_TABLE_NAMES } from '../model/product-tables.ts';
import type { Marks } from '../store/marks.ts';
import { dayOf } from '../vocabulary/day.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Plan } from '../vocabulary/plan.ts';
import type { AccountSet } from '../vocabulary/scope.ts';
import type { Catalog } from './catalog.ts';
import type { AnswerPlan, PlanAnswer, PlanRequest } from './outcome.ts';
import { rememberedPlans } from './remembered-plans.ts';
import { planOf } from '../vocabulary/plan.fixture.ts';

const PLAN: Plan = planOf({
  metrics: ['income'],
  periods: [{ from: null, to: dayOf('2021-06-30'), label: '30 Jun 2021', pointInTime: true }],
});

function requestOf(accounts: AccountSet, more: Partial<PlanRequest> = {}): PlanRequest {
  const role = { user: 'ann', name: 'Ann', role: 'client', advisorId: null, clientId: 'K1' } as const;
  return { plan: PLAN, actor: { ...role, accounts }, scope: {}, today: dayOf('2021-06-30'), ...more };
}

function remembering(rows: number) {
  let catalog: Catalog = FIRM;
  let made = 0;
  const make: AnswerPlan = async ({ plan }) => {
    made += 1;
    const answer: PlanAnswer = {
      kind: 'answer',
      text: `made ${String(made)}`,
      interpretation: {
        metrics: [],
        by: [],
        where: [],
        text: '',
        period: { from: null, to: dayOf('2021-06-30'), label: '' },
      },
      columns: [],
      rows: Array.from({ length: rows }, () => ['1']),
      chart: null,
      sql: '',
      parameters: [],
      plan,
      cached: false,
      asOf: dayOf('2021-06-30'),
      dataVersion: catalog.version.id,
      caveats: [],
      suggestions: [],
    };
    return answer;
  };
  const answerPlan = rememberedPlans(make, { current: async () => catalog });
  return {
    answerPlan,
    made: () => made,
    publish: (id = 'the next one', marks: Marks | null = null) =>
      (catalog = { ...FIRM, marks, version: { ...FIRM.version, id } }),
  };
}

/** Those of a version that touched one account. */
function marksOf(id: string, touched: string): Marks {
  return {
    version: { ...FIRM.version, id },
    everyAccount: id,
    otherAccounts: 'v0',
    accounts: new Map([[touched, id]]),
    tables: new Map(PRODUCT_TABLE_NAMES.map((name) => [name, 'v0'])),
  };
}

describe('a plan that was answered lately', () => {
  it('is answered again from memory, and says so', async () => {
    const { answerPlan, made } = remembering(1);
    expect(await answerPlan(requestOf(['A1']))).toMatchObject({ text: 'made 1', cached: false });
    expect(await answerPlan(requestOf(['A1']))).toMatchObject({ text: 'made 1', cached: true });
    expect(made()).toBe(1);
  });

  it('is made anew for whoever sees other accounts, for another scope, day and locale', async () => {
    const { answerPlan, made } = remembering(1);
    await answerPlan(requestOf(['A1']));
    await answerPlan(requestOf(['A1', 'A2']));
    await answerPlan(requestOf('all'));
    await answerPlan(requestOf(['A1'], { scope: { accounts: ['A1'] } }));
    await answerPlan(requestOf(['A1'], { today: dayOf('2021-07-01') }));
    await answerPlan(requestOf(['A1'], { locale: 'de-DE' }));
    expect(made()).toBe(6);
  });

  it('is made anew once other data are published', async () => {
    const { answerPlan, publish } = remembering(1);
    await answerPlan(requestOf(['A1']));
    publish();
    expect(await answerPlan(requestOf(['A1']))).toMatchObject({ text: 'made 2', cached: false });
  });

  it('is given again under the new version where only others’ data were published', async () => {
    const { answerPlan, publish } = remembering(1);
    publish('v1', marksOf('v1', 'A1'));
    await answerPlan(requestOf(['A1']));
    await answerPlan(requestOf(['A2']));
    publish('v2', {
      ...marksOf('v2', 'A2'),
      accounts: new Map([
        ['A1', 'v1'],
        ['A2', 'v2'],
      ]),
    });
    const kept = { text: 'made 1', cached: true, dataVersion: 'v2' };
    expect(await answerPlan(requestOf(['A1']))).toMatchObject(kept);
    expect(await answerPlan(requestOf(['A2']))).toMatchObject({ text: 'made 3', cached: false });
  });

  it('is given on the version that the question was read on, without looking for another', async () => {
    const { answerPlan, made, publish } = remembering(1);
    await answerPlan(requestOf(['A1']));
    publish();
    const read = requestOf(['A1'], { seen: FIRM });
    expect(await answerPlan(read)).toMatchObject({ text: 'made 1', dataVersion: FIRM.version.id });
    expect(await answerPlan(requestOf(['A1']))).toMatchObject({ text: 'made 2', cached: false });
    expect(made()).toBe(2);
  });

  it('is not kept where its table is long', async () => {
    const { answerPlan, made } = remembering(LIMITS.plans_remembered_rows_max + 1);
    await answerPlan(requestOf(['A1']));
    await answerPlan(requestOf(['A1']));
    expect(made()).toBe(2);
  });
});
