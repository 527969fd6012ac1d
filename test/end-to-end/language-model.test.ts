import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Status } from '../../src/vocabulary/status.ts';
import { reads, ScriptedServer } from '../wire/openai-server.ts';
import { PLAIN_DRAFT } from '../wire/plan-draft.ts';
import { Installation } from './askfolio.ts';

const server = new ScriptedServer();
const firm = new Installation();
const ODD = 'Describe the ups and downs that I went through';
const PLAN = { ...PLAIN_DRAFT, metrics: ['max_drawdown'] };

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

test('a free query is shown as one, kept, explained and replayed', async () => {
  const sql =
    "SELECT strftime(trade_date, '%A') AS weekday, count(*) AS bookings FROM transactions GROUP BY weekday ORDER BY weekday";
  server.replies(reads({ kind: 'query', sql }));
  const answer: unknown = JSON.parse(await firm.output('ask', ODD, '--engine', 'openai', '--json'));
  expect(answer).toMatchObject({ kind: 'answer', freeQuery: true, plan: null, sql });
  const { id } = Object.fromEntries(Object.entries(answer ?? {}));
  const [shown, again, logged] = await Promise.all([
    firm.output('explain', String(id)),
    firm.output('replay', String(id)),
    firm.output('audit', 'list', '--json'),
  ]);
  expect(shown).toContain('Free query: a language model wrote this SQL');
  expect(shown).toContain(sql);
  expect(again).toContain('The query found');
  expect(logged).toContain('"freeQuery":true');
});

test('a budget that is used up leaves the offline engine answering, and the status says what was taken', async () => {
  server.replies(reads(PLAN));
  firm.environment['ASKFOLIO_MODEL_PRICE_INPUT'] = '0.25';
  firm.environment['ASKFOLIO_MODEL_PRICE_OUTPUT'] = '2';
  const before = JSON.parse(await firm.output('status', '--json')) as Status;
  expect(before.model?.used).toMatchObject({ calls: 2, tokens: { input: 240, output: 60 } });
  await firm.output('ask', ODD, '--json');
  const after = JSON.parse(await firm.output('status', '--json')) as Status;
  // The calls before were made when there were no prices: 120 tokens in at 0.25 and 30 out at 2 a million.
  expect(after.model?.used).toMatchObject({ calls: 3, tokens: { input: 360, output: 90 } });
  expect(after.model?.used.money).toEqual({ used: '0.00009', max: null, currency: 'USD' });
  firm.environment['ASKFOLIO_MODEL_MONEY_PER_DAY'] = '0.0005';
  server.replies(reads(PLAN));
  const [odd, value] = await Promise.all([
    firm.output('ask', ODD),
    firm.output('ask', 'market value', '--json'),
  ]);
  expect(odd).toMatch(/The firm’s budget of money for the language model is used up for today/);
  expect(JSON.parse(value)).toMatchObject({ kind: 'answer', engine: 'offline' });
  expect(value).not.toContain('budget');
  expect(server.calls).toHaveLength(0);
  expect(await firm.output('status')).toMatch(/3 calls, 450 of 5,000,000 tokens, 0\.00009 of 0\.0005 USD/);
});
