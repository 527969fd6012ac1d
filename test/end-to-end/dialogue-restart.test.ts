import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { freePort } from '../services/private-server.ts';
import { Installation, ROOT } from './askfolio.ts';

const FIRM: Readonly<Record<string, string>> = {
  'custodians.csv': 'custodian_id,name\nCU,Custodian\n',
  'advisors.csv': 'advisor_id,name,email\nAD-1,Ada Vance,\n',
  'clients.csv': 'client_id,name,email,advisor_id\nCL-1,Ben Alder,,AD-1\n',
  'portfolios.csv':
    'portfolio_id,client_id,name,base_currency,benchmark_id,inception_date\nPF-1,CL-1,Nest,USD,,\n',
  'accounts.csv':
    'account_id,portfolio_id,custodian_id,account_number,name,account_type,currency,cost_method,opened_on,closed_on\n' +
    'AC-1,PF-1,CU,,Main,taxable,USD,FIFO,2024-01-05,\nAC-2,PF-1,CU,,Spare,taxable,USD,FIFO,2024-01-05,\n',
  'transactions.csv':
    'transaction_id,account_id,trade_date,settle_date,type,security_id,quantity,price,fee,tax,amount,currency,description,related_security_id,cost_fraction,updated_at\n' +
    'T1,AC-1,2024-01-05,,DEPOSIT,,,,,,1000,USD,,,,\n' +
    'T2,AC-1,2025-01-06,,DEPOSIT,,,,,,250,USD,,,,\n' +
    'T3,AC-2,2025-01-06,,DEPOSIT,,,,,,9000,USD,,,,\n',
};

const CONVERSATION = '5f0e6c1e-8f0f-4a39-9a0d-0d0c4e6a7b21';
const installation = new Installation();
const firm = mkdtempSync(join(tmpdir(), 'askfolio-restart-'));
let service: ChildProcess | null = null;

afterEach(() => {
  service?.kill('SIGKILL');
  installation.remove();
  rmSync(firm, { recursive: true, force: true });
});

/** The service in a process of its own, ready to answer; gives where it listens. */
async function begin(): Promise<string> {
  const port = await freePort();
  service = spawn(process.execPath, [join(ROOT, 'bin/askfolio.js'), 'start', '--port', String(port)], {
    cwd: ROOT,
    env: { ...process.env, OPENAI_API_KEY: '', OPENAI_BASE_URL: '', ASKFOLIO_HOME: installation.home },
    stdio: 'ignore',
  });
  const origin = `http://127.0.0.1:${port}`;
  const isReady = (): Promise<number> =>
    fetch(`${origin}/readyz`).then(
      ({ status }) => status,
      () => 0,
    );
  await expect.poll(isReady, { timeout: 90_000, interval: 200 }).toBe(200);
  return origin;
}

async function ask(origin: string, question: string): Promise<unknown> {
  const token = (await installation.output('token', '--as', 'owner')).trim();
  const reply = await fetch(`${origin}/api/v1/ask`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ question, conversationId: CONVERSATION, today: '2025-06-30' }),
  });
  expect(reply.status).toBe(200);
  return reply.json();
}

test('a dialogue goes on where it was after the whole process was killed and started again', async () => {
  for (const [name, text] of Object.entries(FIRM)) writeFileSync(join(firm, name), text);
  await installation.output('import', firm);
  const first = await begin();
  expect(await ask(first, 'deposits of the Main account in 2024')).toMatchObject({ rows: [['1000.00']] });
  const killed = service ? once(service, 'exit') : Promise.resolve();
  service?.kill('SIGKILL');
  await killed;
  const second = await begin();
  expect(await ask(second, 'and in 2025?')).toMatchObject({ kind: 'answer', rows: [['250.00']] });
}, 240_000);
