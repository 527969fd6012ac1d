import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reads, ScriptedServer } from '../wire/openai-server.ts';
import { Installation } from './askfolio.ts';

const server = new ScriptedServer();
const firm = new Installation();
const ODD = 'Describe the ups and downs that I went through';
const PLAN = {
  kind: 'plan',
  subject: 'figures',
  metrics: ['max_drawdown'],
  by: [],
  where: [],
  periods: [],
  having: [],
  order: null,
  limit: null,
  limitPer: [],
  shareOf: null,
  derive: null,
  currency: null,
};

beforeAll(async () => {
  await server.listen();
  const delivery = join(firm.home, 'delivery');
  await firm.output('demo', '--out', delivery, '--accounts', '4', '--years', '1', '--seed', '7');
  await firm.output('import', delivery);
});
afterAll(async () => {
  firm.remove();
  await server.close();
});

test('an installation with a language model answers by it, and shows what it was sent', async () => {
  const without = await firm.run('ask', ODD, '--engine', 'openai');
  expect(without).toMatchObject({ status: 1, stderr: expect.stringContaining('OPENAI_API_KEY') });
  server.replies(reads(PLAN));
  firm.environment['OPENAI_BASE_URL'] = server.baseUrl;
  const answer: unknown = JSON.parse(await firm.output('ask', ODD, '--json'));
  expect(answer).toMatchObject({ kind: 'answer', engine: 'openai' });
  const { id } = Object.fromEntries(Object.entries(answer ?? {}));
  const shown = await firm.output('explain', String(id));
  expect(shown).toMatch(/Sent on .* to 127\.0\.0\.1:\d+ /);
  expect(shown).toContain(ODD);
  expect(shown).toContain('max_drawdown');
});
