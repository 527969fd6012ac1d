import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { Installation } from './askfolio.ts';

const firm = new Installation();
const Answered = z.object({
  id: z.string(),
  plan: z.looseObject({}),
  verified: z.looseObject({}).optional(),
});

beforeAll(async () => {
  const delivery = join(firm.home, 'delivery');
  await firm.output('demo', '--out', delivery, '--accounts', '4', '--years', '1', '--seed', '7');
  await firm.output('import', delivery);
});
afterAll(() => firm.remove());

const ask = async (question: string): Promise<z.infer<typeof Answered>> =>
  Answered.parse(JSON.parse(await firm.output('ask', question, '--json')));

test('a corrected answer is verified, answers other wordings, says so, and can be taken back', async () => {
  const { id, plan } = await ask('income by month');
  const file = join(firm.home, 'plan.json');
  writeFileSync(file, JSON.stringify({ ...plan, metrics: ['dividends'] }));
  await firm.output('verified', 'add', id, '--plan', file);
  const again = await ask('show me the income per month');
  expect(again).toMatchObject({ plan: { metrics: ['dividends'] }, verified: { by: 'Owner' } });
  expect(await firm.output('explain', again.id)).toContain('Verified by Owner');
  const [made] = z
    .array(z.object({ id: z.string(), question: z.string() }))
    .parse(JSON.parse(await firm.output('verified', 'list', '--json')));
  expect(made?.question).toBe('income by month');
  expect(await firm.output('audit', 'list', '--json')).toContain('"verified"');
  await firm.output('verified', 'remove', made?.id ?? '');
  expect((await ask('income by month')).verified).toBeUndefined();
  expect(await firm.run('verified', 'add', id, '--as', 'nobody')).toMatchObject({ status: 1 });
});
