import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { writeDemo } from '../../src/demo/write-demo.ts';
import { createAsk } from '../../src/engine/ask.ts';
import type { Catalog } from '../../src/engine/catalog.ts';
import { createFormOf, type FormOf } from '../../src/engine/verified/recognise.ts';
import type { PlannedAnswer, Answer } from '../../src/vocabulary/answer.ts';
import { dayOf } from '../../src/vocabulary/day.ts';
import type { Plan } from '../../src/vocabulary/plan.ts';
import type { Ask } from '../../src/vocabulary/question.ts';
import type { Actor } from '../../src/vocabulary/scope.ts';
import type { VerifiedQuestion } from '../../src/vocabulary/verified.ts';
import { type Installation, openInstallation, OWNER } from '../gold/installation.ts';

const TODAY = dayOf('2026-06-30');
/** A question that no grammar reads. */
const ODD = 'Describe the ups and downs that I went through';

let firm: Installation;
let catalog: Catalog;
let ask: Ask;
let formOf: FormOf;
let verified: VerifiedQuestion[] = [];
let cleo: Actor;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'askfolio-verified-'));
  firm = await openInstallation();
  const order = { accounts: 10, years: 2, seed: 7, end: TODAY, format: 'csv' } as const;
  await writeDemo({ ...order, out: join(folder, 'firm'), onProgress: () => undefined });
  await firm.takeIn(join(folder, 'firm'));
  await rm(folder, { recursive: true });
  catalog = await firm.catalog.current();
  formOf = createFormOf({ catalog: firm.catalog });
  ask = createAsk({
    catalog: firm.catalog,
    answerPlan: firm.answer,
    conversations: { turns: async () => [], append: async () => undefined },
    verified: async () => verified,
    newId: randomUUID,
    now: () => new Date(),
    clock: () => performance.now(),
  });
  const [own] = [...catalog.clients.values()];
  const accounts = (catalog.accountsOfClient.get(own?.id ?? '') ?? []).map(({ id }) => id);
  const { id: clientId = '', name = '' } = own ?? {};
  cleo = { user: 'cleo', name, role: 'client', advisorId: null, clientId, accounts };
});
afterAll(() => firm.close());
beforeEach(() => {
  verified = [];
});

const asked = (text: string, actor: Actor = OWNER): Promise<Answer> =>
  ask({ text, actor, scope: {}, today: TODAY, conversationId: null, engine: 'auto' });

async function answered(text: string, actor?: Actor): Promise<PlannedAnswer> {
  const answer = await asked(text, actor);
  if (answer.kind !== 'answer' || answer.plan === null) throw new Error(`${text}: ${answer.text}`);
  return answer;
}

/** Verifies that the question means `plan`, as somebody who sees everything. */
async function verify(question: string, plan: Plan): Promise<VerifiedQuestion | null> {
  const form = await formOf({ text: question, actor: OWNER, scope: {}, today: TODAY }, plan);
  if (form === null) return null;
  const made = { id: randomUUID(), question, plan, form, by: 'ada', byName: 'Ada', at: TODAY };
  verified = [made, ...verified];
  return made;
}

const clientNamed = (at: number): { readonly id: string; readonly name: string } =>
  [...catalog.clients.values()][at] ?? { id: '', name: '' };

describe('a verified question', () => {
  test('is answered by its plan in any wording of the same meaning, with the names and periods asked for', async () => {
    const [first, other] = [clientNamed(0), clientNamed(1)];
    const { plan } = await answered(`income of ${first.name} in 2025`);
    // Somebody who knows has settled that income means dividends here.
    await verify(`income of ${first.name} in 2025`, { ...plan, metrics: ['dividends'] });
    for (const text of [
      `income of ${first.name} in 2025`,
      `How much income did ${first.name} have in 2025?`,
    ]) {
      const same = await answered(text);
      expect(same.verified).toMatchObject({ by: 'Ada' });
      expect(same.plan).toMatchObject({ metrics: ['dividends'], periods: plan.periods });
    }
    const anothers = await answered(`What was the income of ${other.name} in the first quarter of 2026?`);
    expect(anothers.verified).toBeDefined();
    expect(anothers.plan.metrics).toEqual(['dividends']);
    expect(anothers.plan.where).toMatchObject([{ dimension: 'client', values: [other.id] }]);
    expect(anothers.plan.periods).toMatchObject([{ from: '2026-01-01', to: '2026-03-31' }]);
    const expected = await answered(`dividends of ${other.name} in the first quarter of 2026`);
    expect(anothers.rows).toEqual(expected.rows);
    expect(expected.verified).toBeUndefined();
  });

  test('that the grammar does not read is recognised by its words, with room for the period', async () => {
    const { plan } = await answered('maximum drawdown');
    expect((await asked(`${ODD} in 2025`)).kind).toBe('declined');
    await verify(ODD, plan);
    const same = await answered(`please ${ODD.toLowerCase()}?!`);
    expect(same.verified).toBeDefined();
    expect(same.plan.periods).toEqual(plan.periods);
    const inYear = await answered('maximum drawdown in 2025');
    await verify(`${ODD} in 2025`, inYear.plan);
    const quarter = await answered(`${ODD} in 2024`);
    expect(quarter.plan.periods).toMatchObject([{ from: '2024-01-01', to: '2024-12-31' }]);
    expect((await asked(`${ODD} with my savings`)).kind).toBe('declined');
    expect((await asked('Describe the downs and ups that I went through')).kind).toBe('declined');
  });

  test('is about the period of its figures when none is said, as of the day it is asked', async () => {
    const { plan } = await answered('market value');
    await verify(ODD, plan);
    const later = await ask({
      text: ODD,
      actor: OWNER,
      scope: {},
      today: dayOf('2026-06-15'),
      conversationId: null,
      engine: 'auto',
    });
    expect(later).toMatchObject({ kind: 'answer', plan: { periods: [{ to: '2026-06-15' }] } });
  });

  test('gives everybody the figures of his or her own accounts', async () => {
    const { plan } = await answered('market value by account');
    await verify(ODD, plan);
    const own = await answered(ODD, cleo);
    expect(own.verified).toBeDefined();
    expect(own.rows).toEqual((await answered('market value by account', cleo)).rows);
  });

  test('leaves every question of another meaning as it is read', async () => {
    const { plan } = await answered('income by month');
    await verify('income by month', { ...plan, metrics: ['dividends'] });
    for (const text of ['income', 'income by quarter', 'fees by month', 'dividends by month']) {
      expect((await answered(text)).verified).toBeUndefined();
    }
  });

  test('cannot name to everybody what its question does not name', async () => {
    const { plan } = await answered(`market value of ${clientNamed(0).name}`);
    expect(await verify(ODD, plan)).toBeNull();
    expect(await verify('market value', plan)).toBeNull();
    expect(await verify('Why?', plan)).toBeNull();
  });

  test('names nothing of anybody else to whoever asks it', async () => {
    const { plan } = await answered(`market value of ${clientNamed(1).name}`);
    await verify(`market value of ${clientNamed(1).name}`, plan);
    const foreign = await asked(`market value of ${clientNamed(1).name}`, cleo);
    expect(foreign).toMatchObject({ kind: 'declined', reason: 'not_permitted' });
  });
});
