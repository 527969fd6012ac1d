import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Installation } from '../end-to-end/askfolio.ts';
import { until } from '../services/private-server.ts';
import { failsWith, ScriptedServer } from '../wire/openai-server.ts';
import { Collector } from './collector.ts';
import { Service } from './service.ts';

const TOKEN = 'planted-token-of-the-monitoring';
const MODEL_KEY = 'sk-planted-key-of-the-model';
const CLIENTS = 20;

const client = (at: number): string => `Quillane Ostrovanek${at}`;
const number = (at: number): string => `ZX${7_700_000 + at}`;
/** Fifty things that nobody may find in what is measured or logged. */
const PLANTED = [
  ...Array.from({ length: CLIENTS }, (_, at) => client(at)),
  ...Array.from({ length: CLIENTS }, (_, at) => number(at)),
  'Brightwhistle Advisory',
  'adv@brightwhistle.example',
  'quillane@ostrovanek.example',
  'Zumbrella Holdings',
  'PLNTD',
  'memo-of-a-secret-deal',
  'planted-password',
  'Velvetine Growth Account',
  TOKEN,
  MODEL_KEY,
];

const folder = mkdtempSync(join(tmpdir(), 'askfolio-planted-'));
const home = new Installation();
const model = new ScriptedServer();
const collector = new Collector();
const hooks: string[] = [];
let hook: Server;
let service: Service;

async function hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
  hooks.push(await text(request));
  response.end();
}

function write(delivery: string, table: string, ...lines: readonly string[]): void {
  mkdirSync(join(folder, delivery), { recursive: true });
  writeFileSync(join(folder, delivery, `${table}.csv`), `${lines.join('\n')}\n`);
}

function deliverFirm(): void {
  const all = Array.from({ length: CLIENTS }, (_, at) => at);
  write('firm', 'custodians', 'custodian_id,name', 'K1,Bank');
  write('firm', 'advisors', 'advisor_id,name,email', 'AD1,Brightwhistle Advisory,adv@brightwhistle.example');
  write(
    'firm',
    'clients',
    'client_id,name,email,advisor_id',
    ...all.map((at) => `C${at},${client(at)},quillane@ostrovanek.example,AD1`),
  );
  write(
    'firm',
    'portfolios',
    'portfolio_id,client_id,name,base_currency',
    ...all.map((at) => `P${at},C${at},Velvetine Growth Account,USD`),
  );
  write(
    'firm',
    'accounts',
    'account_id,portfolio_id,custodian_id,account_number,name,account_type,currency,opened_on',
    ...all.map((at) => `A${at},P${at},K1,${number(at)},Velvetine Growth Account,taxable,USD,2024-01-02`),
  );
  write(
    'firm',
    'securities',
    'security_id,symbol,name,asset_class,currency',
    'S1,PLNTD,Zumbrella Holdings,equity,USD',
  );
  write(
    'firm',
    'transactions',
    'transaction_id,account_id,trade_date,settle_date,type,security_id,quantity,price,amount,currency,memo',
    ...all.map((at) => `T${at},A${at},2024-01-02,2024-01-02,deposit,,,,1000.00,USD,memo-of-a-secret-deal`),
    'T99,NOBODY,2024-01-02,2024-01-02,deposit,,,,1000.00,USD,memo-of-a-secret-deal',
  );
}

beforeAll(async () => {
  deliverFirm();
  hook = createServer((request, response) => void hear(request, response));
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  const address = hook.address();
  await model.listen();
  model.replies(failsWith(401));
  Object.assign(home.environment, {
    ASKFOLIO_METRICS_TOKEN: TOKEN,
    ASKFOLIO_LOG_LEVEL: 'debug',
    ASKFOLIO_TRACES: await collector.listen(),
    ASKFOLIO_TRACES_SHARE: '1',
    ASKFOLIO_BAD_ROWS_SHARE_MAX: '0.5',
    ASKFOLIO_ALERT_WEBHOOK: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`,
    OPENAI_API_KEY: MODEL_KEY,
    OPENAI_BASE_URL: model.baseUrl,
  });
  await home.output('sources', 'add', 'firm', join(folder, 'firm'));
  await home.run('etl', 'run', 'firm');
  service = await Service.start(home);
});

afterAll(async () => {
  await service.stop();
  await model.close();
  collector.close();
  hook.closeAllConnections();
  hook.close();
  home.remove();
  rmSync(folder, { recursive: true, force: true });
});

test('nothing that was planted is measured, logged, traced or told, whatever goes wrong', async () => {
  await home.run('etl', 'run', 'firm', '--full');
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'planted-password');
  const away = `postgres://planted@127.0.0.1:9/Quillane`;
  await home.run('sources', 'add', 'books', away, '--secret-file', secret, '--no-check');
  await home.run('etl', 'run', 'books');
  for (const planted of PLANTED) {
    await service.post('/api/v1/ask', { question: `How much is ${planted} worth, and why gribble?` });
    await service.post('/api/v1/sql', { sql: `SELECT * FROM "${planted}" WHERE name = '${planted}'` });
    await service.get(`/api/v1/${encodeURIComponent(planted)}?q=${encodeURIComponent(planted)}`);
    await fetch(`${service.address}/signin?token=${encodeURIComponent(planted)}`);
    await service.get('/api/v1/conversations', {
      authorization: `Bearer askfolio_${encodeURIComponent(planted)}`,
    });
  }
  await until(() => hooks.some((body) => body.includes('EtlFailed')), 40_000);
  const metrics = await (
    await fetch(`${service.address}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
  ).text();
  expect(PLANTED).toHaveLength(50);
  expect(metrics).toMatch(/askfolio_sign_ins_total\{outcome="refused"\} \d{2}/);
  expect(service.log).toContain('/api/v1/ask');
  for (const planted of PLANTED) {
    expect(metrics).not.toContain(planted);
    expect(service.log).not.toContain(planted);
    expect(hooks.join('')).not.toContain(planted);
    expect(collector.words).not.toContain(planted);
  }
});

test('every line of a request says whose it is, and the level changes without a stop', async () => {
  const lines = (): readonly Record<string, unknown>[] =>
    service.log
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const id = (await service.get('/api/v1/status')).headers.get('x-request-id');
  await until(() => lines().some(({ request, event }) => request === id && event === 'request'));
  service.child.kill('SIGUSR2');
  await until(() => service.log.includes('"log_level"'));
  expect(lines().at(-1)).toMatchObject({ event: 'log_level', outcome: 'debug' });
});

/** Asks for something as a part of a trace, whose id it gives. */
async function traced(path: string, body: unknown, at: number): Promise<string> {
  const traceId = `${at}`.repeat(32);
  const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
  expect((await service.post(path, body, { traceparent })).ok).toBe(true);
  return traceId;
}

test('one trace goes from the click through engine and SQL, one through the queue to the run and its publish', async () => {
  const asked = await traced('/api/v1/ask', { question: 'How many accounts are there?' }, 1);
  deliverFirm();
  const run = await traced('/api/v1/sources/firm/runs', { full: true }, 2);
  const isWhole = (traceId: string, ...names: readonly string[]): boolean =>
    names.every((name) => collector.namesOf(traceId).has(name));
  await until(() => isWhole(asked, 'http.request') && isWhole(run, 'http.request', 'job.delivery'), 60_000);
  expect([...collector.namesOf(asked)]).toEqual(
    expect.arrayContaining(['ask', 'ask.understand', 'guard.judge', 'store.read']),
  );
  const extract = collector.spans.find(({ traceId, name }) => traceId === run && name === 'etl.extract');
  if (extract === undefined) throw new Error(`no step of the run: ${[...collector.namesOf(run)].join(', ')}`);
  expect(collector.over(extract)).toEqual(['etl.run', 'job.delivery', 'job.put', 'http.request']);
});

test('the level is changed for a while by a command, which stands in the audit log', async () => {
  expect(await home.output('log-level', 'warn', '--minutes', '5')).toContain('warn, for 5 minutes');
  await until(() => service.log.includes('"outcome":"warn"'), 40_000);
  const entries = await home.output('audit', 'list', '--kind', 'log_level', '--json');
  expect(entries).toContain('"level":"warn"');
});
