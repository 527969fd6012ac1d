import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PrivateServer, SERVERS } from '../services/database-server.ts';
import { freePort } from '../services/private-server.ts';
import { reads, ScriptedServer } from '../wire/openai-server.ts';
import { Installation, linesOf, ROOT } from './askfolio.ts';
import { rounded } from './rounded.ts';

const QUESTIONS: readonly string[] = [
  'How much is everything worth?',
  'What is the return this year?',
  'Top 5 holdings by value',
  'Income by month last year',
  'How is it split by asset class?',
  'How is it split by sector and country?',
  'What were the fees in each of the last 3 years?',
  'Which account did best last year?',
  'Market value by week last quarter',
  'Market value at the end of each quarter',
  'How much cash is there by currency?',
  'Realized gains last year, short and long term',
  'What is the biggest drawdown and when was it?',
  'Dividends by security last year, the largest first',
  'List the last 10 transactions',
  'List the transactions with "dividend" in the description',
  'Which positions are under water?',
  'Net contributions by year',
  'How did the income of last year change from the year before in percent?',
  'Volatility over the past 2 years by account',
  'Which clients hold more than 10 % in one stock?',
  'Money-weighted return since inception',
  'How many trades were there per month last year?',
  'Which accounts had no deposits last year?',
  'List the open lots of each account',
  'Which accounts are overweight against their targets?',
  'Accounts by advisor, the newest first',
  'Which statements do not agree with our books?',
  'What percentage of accounts beat their benchmark last year?',
  'What share of clients hold bonds?',
  'Average account size by advisor',
  'Average monthly income by account last year',
  'Cumulative dividends by month last year',
  'Which accounts have data problems?',
  'What data problems are there?',
  'Transfers between our accounts',
  'Which accounts hold only cash?',
  'Which of our stocks paid no dividend last year?',
];

const [{ missing, start, name }] = SERVERS;

describe.skipIf(missing)(`${name} as the store`, () => {
  let server: PrivateServer;
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-server-'));
  const embedded = new Installation();
  const onServer = new Installation();
  const firm = join(folder, 'firm');
  const both = (...args: readonly string[]): Promise<string[]> =>
    Promise.all([embedded.output(...args), onServer.output(...args)]);

  beforeAll(async () => {
    server = await start();
    await server.root(
      'CREATE DATABASE firm',
      `CREATE USER reader@'%' IDENTIFIED BY 'r'`,
      `CREATE USER writer@'%' IDENTIFIED BY 'w'`,
      `GRANT SELECT ON firm.* TO reader@'%'`,
      `GRANT ALL ON firm.* TO writer@'%'`,
    );
    onServer.environment['ASKFOLIO_STORE'] = `mysql://reader:r@127.0.0.1:${server.port}/firm`;
    onServer.environment['ASKFOLIO_STORE_WRITER'] = `mysql://writer:w@127.0.0.1:${server.port}/firm`;
    await embedded.output('demo', '--out', firm, '--accounts', '6', '--years', '2', '--seed', '5');
    await both('import', firm, '--source', 'firm');
  });
  afterAll(async () => {
    await server.stop();
    embedded.remove();
    onServer.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  async function sameEverywhere(): Promise<void> {
    const asked = join(folder, 'questions.jsonl');
    writeFileSync(asked, QUESTIONS.map((question, id) => JSON.stringify({ id, question })).join('\n'));
    const [here = '', there = ''] = await both('ask', '--batch', asked, '--json');
    const answers = linesOf(there).map(essence);
    expect(answers).toEqual(linesOf(here).map(essence));
    expect(answers.filter((answer) => answer.kind === 'answer').length).toBeGreaterThan(25);
    const wanted = join(folder, 'figures.jsonl');
    writeFileSync(
      wanted,
      readFileSync(join(firm, 'accounts.csv'), 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .flatMap((line) => {
          const account = line.split(',')[0] ?? '';
          return [{ account }, { account, from: '2025-02-01', to: '2025-11-15' }];
        })
        .map((line) => JSON.stringify(line))
        .join('\n'),
    );
    const [figures = '', figuresThere = ''] = await both('figures', '--batch', wanted, '--json');
    expect(linesOf(figuresThere).map(rounded)).toEqual(linesOf(figures).map(rounded));
  }

  test('gives the answers and the figures that the embedded store gives', sameEverywhere);

  test('answers a free query in its own dialect, limited to the asker, and exports it', async () => {
    const model = new ScriptedServer();
    await model.listen();
    writeFileSync(
      join(folder, 'users.csv'),
      `user,name,role,advisor_id,client_id\nada,Ada,client,,${clientOf(firm)}\n`,
    );
    await both('users', 'import', join(folder, 'users.csv'));
    const odd = 'Describe the weekdays of my bookings';
    const queries: readonly [Installation, string][] = [
      [
        embedded,
        `SELECT dayname(trade_date) AS weekday, count(*) AS bookings FROM transactions GROUP BY ALL`,
      ],
      [
        onServer,
        "SELECT date_format(trade_date, '%W') AS weekday, count(*) AS bookings FROM transactions GROUP BY weekday",
      ],
    ];
    const answers: FreeAnswer[] = [];
    for (const [installation, sql] of queries) {
      model.replies(reads({ kind: 'query', sql: `${sql} ORDER BY weekday` }));
      installation.environment['OPENAI_BASE_URL'] = model.baseUrl;
      const asked = await installation.output('ask', odd, '--as', 'ada', '--engine', 'openai', '--json');
      delete installation.environment['OPENAI_BASE_URL'];
      answers.push(JSON.parse(asked) as FreeAnswer);
    }
    await model.close();
    const [here, there] = answers;
    expect(there, there?.text).toMatchObject({ kind: 'answer', freeQuery: true, plan: null });
    expect(there?.sql).toContain('date_format');
    expect(there?.rows).toEqual(here?.rows);
    const ofAll = await onServer.output('sql', 'SELECT count(*) FROM transactions', '--json');
    const own = there?.rows.reduce((sum, [, bookings]) => sum + Number(bookings), 0) ?? 0;
    expect(own).toBeGreaterThan(0);
    expect(own).toBeLessThan(Number((JSON.parse(ofAll) as FreeAnswer).rows[0]?.[0]));
    const path = `/api/v1/answers/${there?.id}/export/csv`;
    const csv = await served(onServer, path, 'ada');
    expect(csv.status).toBe(200);
    const lines = csv.body.replaceAll('"', '').trim().split(/\r?\n/);
    expect(lines.slice(-(there?.rows.length ?? 0))).toEqual(there?.rows.map((row) => row.join(',')));
  });

  test('takes corrections of some accounts in, and gives the same again', async () => {
    const more = join(folder, 'more');
    mkdirSync(more);
    const [header = '', ...lines] = readFileSync(join(firm, 'transactions.csv'), 'utf8').trim().split('\n');
    const deposits = lines.filter((line) => line.includes(',DEPOSIT,')).slice(0, 3);
    const amount = header.split(',').indexOf('amount');
    const updated = header.split(',').indexOf('updated_at');
    const corrected = deposits.map((line) => {
      const cells = line.split(',');
      return cells
        .map((cell, at) =>
          at === amount ? String(Number(cell) + 1234.5) : at === updated ? '2030-01-01T00:00:00Z' : cell,
        )
        .join(',');
    });
    expect(corrected.length).toBe(3);
    writeFileSync(join(more, 'transactions.csv'), [header, ...corrected].join('\n'));
    const reports = await both('import', more, '--source', 'firm', '--incremental', '--json');
    const [here, there] = reports.flatMap((report) => linesOf(report)).map(counted);
    expect(there).toEqual(here);
    await sameEverywhere();
  });

  test('is what the checks of the installation look at', async () => {
    const { stdout } = await onServer.run('doctor');
    expect(stdout).toMatch(/store: .*opens/);
    expect(stdout).toContain('the user that reads may do nothing else');
    expect(stdout).toContain('it takes rows by LOAD DATA LOCAL');
    expect(stdout).not.toMatch(/[rw]@127|IDENTIFIED|reader:r/);
  });

  test('takes over what the embedded store holds, and imports go on from there', async () => {
    await server.root('CREATE DATABASE moved', `GRANT ALL ON moved.* TO writer@'%'`);
    const everything = ['figures', '--json'] as const;
    const before = await embedded.output(...everything);
    embedded.environment['ASKFOLIO_STORE'] = `mysql://writer:w@127.0.0.1:${server.port}/moved`;
    const moved = await embedded.output('migrate', '--json');
    expect(await embedded.output('migrate', '--json')).toBe(moved);
    expect(linesOf(await embedded.output(...everything)).map(rounded)).toEqual(linesOf(before).map(rounded));
    const [report] = linesOf(
      await embedded.output('import', join(folder, 'more'), '--source', 'firm', '--incremental', '--json'),
    );
    expect(report).toMatchObject({ status: 'unchanged' });
    // A database that holds something else already is left as it is.
    onServer.environment['ASKFOLIO_STORE'] = embedded.environment['ASKFOLIO_STORE'];
    const { status, stderr } = await onServer.run('migrate');
    expect([status, stderr]).toEqual([1, expect.stringContaining('no data yet')]);
  });
});

interface FreeAnswer {
  readonly id: string;
  readonly text: string;
  readonly sql: string;
  readonly rows: readonly (readonly (string | number)[])[];
}

/** The client with the first account of a firm's delivery. */
function clientOf(firm: string): string {
  const [header = '', first = ''] = readFileSync(join(firm, 'portfolios.csv'), 'utf8').split('\n');
  return first.split(',')[header.split(',').indexOf('client_id')] ?? '';
}

/** What the installation serves to one of its people at an address. */
async function served(
  installation: Installation,
  path: string,
  user: string,
): Promise<{ readonly status: number; readonly body: string }> {
  const port = await freePort();
  const service = spawn(process.execPath, [join(ROOT, 'bin/askfolio.js'), 'start', '--port', String(port)], {
    env: { ...process.env, ...installation.environment, ASKFOLIO_HOME: installation.home },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let greeting = '';
  service.stdout.on('data', (data: Buffer) => (greeting += data.toString()));
  try {
    await expect.poll(() => greeting, { timeout: 60_000 }).toContain(String(port));
    const token = (await installation.output('token', '--as', user)).trim();
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    return { status: response.status, body: await response.text() };
  } finally {
    service.kill('SIGTERM');
    await once(service, 'close');
  }
}

interface AnswerLine {
  readonly id: number;
  readonly answer: { readonly kind: string; readonly text: string; readonly rows: unknown };
}

/** What a reader sees: words and rows, floating-point numbers as far as they are meant. */
function essence(line: unknown): { id: number; kind: string; text: string; rows: unknown } {
  const { id, answer } = line as AnswerLine;
  return { id, kind: answer.kind, text: answer.text, rows: rounded(answer.rows) };
}

function counted(report: unknown): unknown {
  const { status, accounts, tables } = report as Record<string, unknown>;
  return { status, accounts, tables };
}
