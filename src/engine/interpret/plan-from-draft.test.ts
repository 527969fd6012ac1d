import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { FIRM } from '../../../test/golden/firm.ts';
import { requestOf, TODAY } from '../../../test/golden/understanding.ts';
import { PLAIN_DRAFT } from '../../../test/wire/plan-draft.ts';
import { PLAN_SHAPE } from '../../model/plan-schema.ts';
import { vocabularyOf } from '../offer/vocabulary.ts';
import { DRAFT, DRAFT_SHAPE, type FilterDraft, type PlanDraft, readDraft } from './draft.ts';
import { hundredth, planFromDraft } from './plan-from-draft.ts';
import { createVeil } from './veil.ts';

/** The draft as of a question, for one client of the firm. */
function drafted(question: string, more: Partial<PlanDraft>, client?: string) {
  const veil = createVeil(FIRM, requestOf('', FIRM, client).reach);
  veil.hide(question);
  return planFromDraft(
    { ...PLAIN_DRAFT, ...more },
    { veil, vocabulary: vocabularyOf(FIRM, TODAY), today: TODAY },
  );
}

function planOf(question: string, more: Partial<PlanDraft>) {
  const made = drafted(question, more);
  if (made.kind !== 'plans') throw new Error(JSON.stringify(made));
  return made.plans[0]?.plan;
}

const of = (
  dimension: 'account' | 'client' | 'security' | 'sector',
  ...values: string[]
): Partial<PlanDraft> => ({
  where: [{ kind: 'in', dimension, values, negated: false }],
});

describe('a plan from a draft', () => {
  test('has ids where placeholders stood, and the amounts as they were asked', () => {
    const plan = planOf('Boat Money above $1,000.50 or 12.5 %', {
      ...of('account', '[[account_1]]'),
      having: [
        { metric: 'market_value', comparison: '>', value: '[[amount_1]]', size: false },
        { metric: 'weight', comparison: '>', value: '[[percent_1]]', size: true },
      ],
    });
    expect(plan?.where).toEqual([{ kind: 'in', dimension: 'account', values: ['900-13'], negated: false }]);
    expect(plan?.having).toEqual([
      { metric: 'market_value', comparison: '>', value: '1000.5' },
      { metric: 'weight', comparison: '>', value: '0.125', size: true },
    ]);
  });

  test('has its periods from the calendar, as its figures need them', () => {
    const words = [{ words: 'last quarter', from: null, to: null }];
    expect(planOf('', { metrics: ['fees'], periods: words })?.periods).toMatchObject([
      { from: '2021-01-01', to: '2021-03-31', pointInTime: false },
    ]);
    expect(planOf('', { periods: words })?.periods).toMatchObject([
      { from: null, to: '2021-03-31', pointInTime: true },
    ]);
    expect(planOf('', {})?.periods).toMatchObject([{ from: null, to: '2021-06-30', pointInTime: true }]);
    const days = [{ words: null, from: '2020-02-01', to: '2020-02-29' }];
    expect(planOf('', { metrics: ['fees'], periods: days })?.periods).toMatchObject([
      { from: '2020-02-01', to: '2020-02-29' },
    ]);
  });

  test('has the place in an order, and what accounts are without', () => {
    const first = { by: 'market_value', direction: 'desc' } as const;
    expect(planOf('', { by: ['security'], order: first, limit: 1, place: 2 })).toMatchObject({ place: 2 });
    const held: FilterDraft = {
      kind: 'without',
      rows: 'holdings',
      of: [{ kind: 'in', dimension: 'security', values: ['[[security_1]]'], negated: false }],
      negated: true,
    };
    expect(planOf('LUMN', { subject: 'accounts', metrics: [], where: [held] })?.where).toMatchObject([
      { rows: 'holdings', of: [{ dimension: 'security', values: ['Z1'] }], negated: true },
    ]);
    const bare: FilterDraft = { kind: 'without', rows: 'transactions', of: [], negated: false };
    expect(planOf('', { where: [bare] })?.where).toEqual([{ kind: 'without', rows: 'transactions' }]);
  });

  test('is one for each thing that a name can mean', () => {
    const made = drafted('Lumina', of('security', '[[security_1]]'));
    expect(made.kind === 'plans' && made.plans.map(({ chosen }) => chosen?.candidate.id)).toEqual([
      'Z1',
      'Z11',
    ]);
  });

  test('takes a value of the data however it is written, and no other', () => {
    expect(planOf('', of('sector', 'technology'))?.where).toMatchObject([{ values: ['Technology'] }]);
    expect(drafted('', of('sector', 'Tulips'))).toMatchObject({ kind: 'wrong' });
  });

  test.for<[string, string, Partial<PlanDraft>]>([
    ['an id that was never given out', '', of('account', '900-40')],
    ['a placeholder that was never given out', '', of('account', '[[account_7]]')],
    ['a placeholder of another dimension', 'Boat Money', of('client', '[[account_1]]')],
    [
      'a number that is none',
      '',
      { having: [{ metric: 'fees', comparison: '>', value: '1e9', size: false }] },
    ],
    ['a limit out of bounds', '', { limit: -1 }],
    ['a period that no calendar has', '', { periods: [{ words: 'the good times', from: null, to: null }] }],
    ['days that run backwards', '', { periods: [{ words: null, from: '2020-02-02', to: '2020-02-01' }] }],
    ['a day that does not exist', '', { periods: [{ words: null, from: null, to: '2021-02-30' }] }],
    ['a currency that is none', '', { currency: 'EURO' }],
  ])('is refused for %s, with a reason', ([, question, more]) => {
    expect(drafted(question, more, 'K1')).toMatchObject({
      kind: 'wrong',
      why: expect.stringMatching(/^[^\n]+\.$/),
    });
  });

  test('is none for a name that the asker can see nothing of, whether there is one or not', () => {
    for (const question of ['Marlowe Sterling', 'Kowalski']) {
      expect(drafted(question, of('account', '[[name_1]]'), 'K1')).toEqual({ kind: 'unknown_name' });
      expect(drafted(question, of('sector', '[[name_1]]'), 'K1')).toEqual({ kind: 'unknown_name' });
    }
  });

  test('moves a percentage’s point exactly', () => {
    expect(['10', '12.5', '0.25', '-3', '250', '0'].map(hundredth)).toEqual([
      '0.1',
      '0.125',
      '0.0025',
      '-0.03',
      '2.5',
      '0',
    ]);
  });
});

/** Each property of a schema with the way to it, and each word that it may be. */
function partsOf(node: unknown, path = ''): readonly string[] {
  if (Array.isArray(node)) return [...new Set(node.flatMap((each) => partsOf(each, path)))];
  if (typeof node !== 'object' || node === null) return [];
  const schema = new Map<string, unknown>(Object.entries(node));
  const named = Object.entries(Object(schema.get('properties') ?? {})).flatMap(([name, each]) => {
    const way = path === '' ? name : `${path}.${name}`;
    return [way, ...partsOf(each, way)];
  });
  const words = [schema.get('enum') ?? schema.get('const') ?? []]
    .flat()
    .filter((word) => typeof word === 'string');
  const inner = ['items', 'anyOf', 'oneOf'].flatMap((key) => partsOf(schema.get(key), path));
  return [...new Set([...named, ...words.map((word) => `${path}=${word}`), ...inner])];
}

describe('the form of a reply', () => {
  test('is strict: every object closed, every property required, only what strict schemas may hold', () => {
    const allowed = new Set(
      '$ref definitions $defs type enum const anyOf properties required additionalProperties items'.split(
        ' ',
      ),
    );
    const visit = (node: unknown): void => {
      if (Array.isArray(node)) return node.forEach(visit);
      if (typeof node !== 'object' || node === null) return;
      const entries = Object.entries(node);
      expect(entries.map(([key]) => key).filter((key) => !allowed.has(key))).toEqual([]);
      const { properties, required, additionalProperties } = Object.fromEntries(entries);
      if (properties !== undefined) {
        expect(required).toEqual(Object.keys(properties));
        expect(additionalProperties).toBe(false);
      }
      for (const [key, value] of entries) {
        if (['properties', '$defs', 'definitions'].includes(key)) Object.values(value).forEach(visit);
        else if (key !== 'enum' && key !== 'required') visit(value);
      }
    };
    visit(DRAFT_SHAPE.schema);
    expect(DRAFT_SHAPE.schema).toMatchObject({ type: 'object' });
  });

  test('has room for everything that a Plan can say', () => {
    const plan = partsOf(z.toJSONSchema(PLAN_SHAPE, { io: 'input', unrepresentable: 'any' }));
    const draft = partsOf(z.toJSONSchema(DRAFT.shape.reading.options[0]));
    expect(plan.filter((part) => !draft.includes(part))).toEqual([
      // Read from a period's words and days, by the calendar.
      'periods.label',
      'periods.pointInTime',
    ]);
    expect(plan).toEqual(expect.arrayContaining(['where.kind=without', 'where.of.dimension=sector']));
  });

  test('reads only what keeps to it', () => {
    expect(readDraft(JSON.stringify({ reading: PLAIN_DRAFT }))).toEqual(PLAIN_DRAFT);
    for (const text of [
      '',
      'null',
      '{}',
      '{"reading":{"kind":"plan"}}',
      `${JSON.stringify({ reading: PLAIN_DRAFT })}x`,
    ])
      expect(readDraft(text)).toBeNull();
    expect(readDraft(JSON.stringify({ reading: { ...PLAIN_DRAFT, sql: 'SELECT 1' } }))).toBeNull();
    expect(readDraft(JSON.stringify({ reading: { ...PLAIN_DRAFT, metrics: ['alpha'] } }))).toBeNull();
  });
});
