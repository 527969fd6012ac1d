import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../../bin/askfolio.js', import.meta.url));

let folder = '';
let home = '';

interface Outcome {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function begin(args: readonly string[], settings: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [BIN, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ASKFOLIO_HOME: home, ASKFOLIO_TODAY: '2026-03-31', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function finish(child: ChildProcess): Promise<Outcome> {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (err += data.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, out, err };
}

const run = (args: readonly string[], settings: Record<string, string> = {}): Promise<Outcome> =>
  finish(begin(args, settings));

/** One sentence, no stack, nothing of the inside. */
function expectSentence(err: string): void {
  expect(err).toMatch(/^[^\n]+[.?]\n$/);
  expect(err).not.toMatch(/\bat .*:\d+:\d+|Error:/);
}

/** A firm of two clients with an account each. */
const FIRM: Readonly<Record<string, string>> = {
  'custodians.csv': 'custodian_id,name\nCU,Custodian\n',
  'advisors.csv': 'advisor_id,name,email\nAD-1,Alma,\nAD-2,Bert,\n',
  'clients.csv': 'client_id,name,email,advisor_id\nCL-1,Ann Ash,,AD-1\nCL-2,Bob Birch,,AD-2\n',
  'portfolios.csv':
    'portfolio_id,client_id,name,base_currency,benchmark_id,inception_date\nPF-1,CL-1,Nest,USD,,\nPF-2,CL-2,Egg,USD,,\n',
  'accounts.csv':
    'account_id,portfolio_id,custodian_id,account_number,name,account_type,currency,cost_method,opened_on,closed_on\n' +
    'AC-1,PF-1,CU,,Ann Brokerage,taxable,USD,FIFO,2026-01-05,\nAC-2,PF-2,CU,,Bob Brokerage,taxable,USD,FIFO,2026-01-05,\n',
  'securities.csv':
    'security_id,symbol,name,isin,cusip,asset_class,sector,country,currency,maturity_date,coupon_rate\n' +
    'SE-1,ACME,Acme Corp,,,Equity,Technology,US,USD,,\n',
  'prices.csv': 'security_id,price_date,close\nSE-1,2026-01-06,10\nSE-1,2026-03-30,12.5\n',
  'transactions.csv':
    'transaction_id,account_id,trade_date,settle_date,type,security_id,quantity,price,fee,tax,amount,currency,description,related_security_id,cost_fraction,updated_at\n' +
    'T1,AC-1,2026-01-05,,DEPOSIT,,,,,,1000,USD,,,,\n' +
    'T2,AC-1,2026-01-06,,BUY,SE-1,50,10,1,,-501,USD,,,,\n' +
    'T3,AC-2,2026-01-05,,DEPOSIT,,,,,,2000,USD,,,,\n' +
    'T4,AC-2,2026-01-07,,DEPOSIT,,,,,,1,XXX,,,,\n',
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'askfolio-cli-'));
  home = join(folder, 'home');
  mkdirSync(join(folder, 'firm'));
  for (const [name, text] of Object.entries(FIRM)) writeFileSync(join(folder, 'firm', name), text);
  writeFileSync(
    join(folder, 'users.csv'),
    '\uFEFFuser,name,role,advisor_id,client_id\r\nann,Ann Ash,client,,CL-1\r\nalma,"Alma, CFA",advisor,AD-1,\r\nops,Ops,operations,,\r\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the command line', () => {
  it('helps with an example on every command, without touching a home', async () => {
    const commands = [
      [],
      ['start'],
      ['import'],
      ['etl'],
      ['etl', 'status'],
      ['etl', 'quarantine'],
      ['ask'],
      ['sql'],
      ['figures'],
      ['users'],
      ['users', 'import'],
      ['demo'],
      ['doctor'],
    ];
    const outcomes = await Promise.all(commands.map((command) => run([...command, '--help'])));
    for (const { status, out, err } of outcomes) {
      expect([status, err]).toEqual([0, '']);
      expect(out).toMatch(/Examples?:\n {2}\$ askfolio /);
    }
    expect(() => statSync(home)).toThrow();
  });

  it.each([
    [['nonsense'], /Unknown command 'nonsense'/],
    [['ask'], /Give either one question/],
    [['ask', 'x', '--batch', 'y'], /Give either one question/],
    [['ask', 'x', '--engine', 'magic'], /Allowed choices are auto, offline, openai/],
    [['ask', 'x', '--today', '2026-02-30'], /It must be a day such as 2026-03-31/],
    [['figures', '--form', '2026-01-01'], /Unknown option '--form'/],
    [['import'], /Missing required argument 'path'/],
    [['import', 'firm', '--full', '--incremental'], /cannot be used with/],
    [['start', '--port', '99999'], /It must be a whole number from 0 to 65535/],
    [['demo'], /Required option '--out <folder>' not specified/],
    [['sql', '--batch', 'missing.jsonl'], /The batch file missing.jsonl cannot be read/],
  ])('answers wrong usage with status 2: %j', async (args, words) => {
    const { status, out, err } = await run(args, { ASKFOLIO_HOME: join(folder, 'unused') });
    expect([status, out]).toEqual([2, '']);
    expect(err).toMatch(words);
    expectSentence(err);
  });

  it.each([
    [['etl', 'status'], { ASKFOLIO_PORT: 'many' }, /The setting ASKFOLIO_PORT must be a whole number/],
    [['etl', 'status'], { ASKFOLIO_HOME: '/dev/null/x' }, /The home folder .* cannot be used/],
    [['import', 'missing'], {}, /missing/],
    [['users', 'import', 'missing.csv'], {}, /The file missing.csv cannot be read/],
    [['users', 'import', 'firm/prices.csv'], {}, /lacks the columns user, name, role, advisor_id, client_id/],
    [['figures'], {}, /No data have been imported yet/],
    [['ask', 'How much?', '--as', 'nobody'], {}, /There is no person of that name/],
  ])('says in one sentence why it failed: %j', async (args, settings, words) => {
    const fresh = mkdtempSync(join(folder, 'fresh-'));
    const { status, err } = await run(args, { ASKFOLIO_HOME: fresh, ...settings });
    expect(status).toBe(1);
    expect(err).toMatch(words);
    expectSentence(err);
  });
});

describe('a firm', () => {
  it('is imported with one report, and a home of its own is made for its owner alone', async () => {
    const { status, out, err } = await run(['import', 'firm', '--json'], {
      ASKFOLIO_BAD_ROWS_SHARE_MAX: '0.5',
    });
    expect([status, err]).toEqual([0, '']);
    const report = JSON.parse(out) as { status: string; tables: Record<string, Record<string, number>> };
    expect(report.status).toBe('done');
    expect(report.tables['transactions']).toMatchObject({ read: 4, loaded: 3, quarantined: 1, new: 3 });
    expect(statSync(home).mode & 0o777).toBe(0o700);
  });

  it('shows its runs and what was set aside', async () => {
    const [status, quarantine] = await Promise.all([
      run(['etl', 'status', '--json']),
      run(['etl', 'quarantine', '--json']),
    ]);
    expect(JSON.parse(status.out)).toMatchObject([{ source: 'main', status: 'done', asOf: '2026-03-30' }]);
    expect(JSON.parse(quarantine.out)).toMatchObject({ table: 'transactions', key: 'T4', line: 5 });
    expect(Object.keys(JSON.parse(quarantine.out) as object)).toEqual([
      'run',
      'source',
      'table',
      'file',
      'line',
      'key',
      'column',
      'reason',
    ]);
  });

  it('has people, who see their own accounts and nothing else', async () => {
    const imported = await run(['users', 'import', 'users.csv']);
    expect([imported.status, imported.out]).toEqual([0, '3 people added, 0 brought up to date.\n']);
    const select = 'SELECT account_id FROM accounts ORDER BY 1';
    writeFileSync(
      join(folder, 'who.jsonl'),
      [
        { id: 1, sql: select },
        { id: 2, sql: select, as: 'ann' },
        { id: 3, sql: select, as: 'alma' },
        { id: 4, sql: select, as: 'ops' },
        { id: 5, sql: select, as: 'ann', account: 'AC-2' },
        { id: 6, sql: select, as: 'ann', account: 'NO-SUCH' },
        { id: 7, sql: select, as: 'nobody' },
        { id: 8, sql: 'DROP TABLE accounts' },
        { id: 9, sql: 5 },
      ]
        .map((line) => JSON.stringify(line))
        .concat('no json', '')
        .join('\n'),
    );
    const { status, out } = await run(['sql', '--batch', 'who.jsonl', '--json']);
    expect(status).toBe(0);
    const lines = out
      .trim()
      .split('\n')
      .map(
        (line) =>
          JSON.parse(line) as {
            id: number;
            result?: { rows: unknown };
            problem?: { code: string; message: string };
          },
      );
    expect(lines.map(({ id, result, problem }) => [id, result?.rows ?? problem?.code])).toEqual([
      [1, [['AC-1'], ['AC-2']]],
      [2, [['AC-1']]],
      [3, [['AC-1']]],
      [4, 'not_permitted'],
      [5, 'not_permitted'],
      [6, 'not_permitted'],
      [7, 'not_permitted'],
      [8, 'sql_refused'],
      [9, 'usage'],
      [null, 'usage'],
    ]);
    expect(lines[4]?.problem?.message).toBe(lines[5]?.problem?.message);
  });

  it('gives grants that count at once and takes them back', async () => {
    const select = ['sql', 'SELECT account_id FROM accounts', '--as', 'ops', '--json'];
    const granted = await run(['users', 'grant', 'ops', 'client', 'CL-1', '--until', '2999-12-31', '--json']);
    expect([granted.status, granted.err]).toEqual([0, '']);
    const { id } = JSON.parse(granted.out) as { id: string };
    expect(JSON.parse((await run(select)).out)).toMatchObject({ rows: [['AC-1']] });
    expect((await run(['users', 'list'])).out).toContain(
      `ops also sees client CL-1 until 2999-12-31 00:00: grant ${id}`,
    );
    expect((await run(['users', 'revoke', id])).status).toBe(0);
    expect((await run(select)).status).toBe(1);
    const wrong = await run(['users', 'grant', 'ops', 'client', 'CL-1', '--until', 'tomorrow']);
    expect(wrong.status).toBe(2);
  });

  it('adds, changes, disables and forgets one person', async () => {
    const added = await run(['users', 'add', 'tom', '--name', 'Tom', '--role', 'client', '--client', 'CL-1']);
    expect([added.status, added.err]).toEqual([0, '']);
    const figures = ['figures', '--as', 'tom', '--json'];
    expect((await run(figures)).status).toBe(0);
    expect((await run(['users', 'add', 'tom', '--name', 'T', '--role', 'firm'])).status).toBe(2);
    expect((await run(['users', 'change', 'tom', '--disable'])).status).toBe(0);
    expect((await run(figures)).status).toBe(1);
    expect((await run(['users', 'change', 'tom', '--enable', '--role', 'auditor'])).status).toBe(0);
    expect((await run(figures)).err).toMatch(/Your role does not include this/);
    expect((await run(['users', 'remove', 'tom'])).status).toBe(0);
    expect((await run(['users', 'remove', 'tom'])).status).toBe(1);
  });

  it('gives figures, and refuses those of an account out of reach with status 1', async () => {
    const [figures, refused] = await Promise.all([
      run(['figures', '--account', 'AC-1', '--as', 'ann', '--json']),
      run(['figures', '--account', 'AC-2', '--as', 'ann', '--json']),
    ]);
    expect(JSON.parse(figures.out)).toMatchObject({
      market_value: '1124.00',
      net_contributions: '1000.00',
      fees: '1.00',
      gain: '124.00',
    });
    expect(refused.status).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({ problem: { code: 'not_permitted' } });
    expectSentence(refused.err);
  });

  it('answers questions, each as its person; a decline is no failure', async () => {
    const [shown, json, declined] = await Promise.all([
      run(['ask', 'How much is my portfolio worth?', '--as', 'ann', '--verbose']),
      run(['ask', 'What are my top holdings?', '--account', 'AC-1', '--as', 'ann', '--json']),
      run(['ask', 'How much is it worth?', '--account', 'AC-2', '--as', 'ann', '--json']),
    ]);
    expect([shown.status, shown.err]).toEqual([0, '']);
    expect(shown.out).toContain('$1,124.00');
    expect(shown.out).toMatch(/data as of 2026-03-30/);
    expect(shown.out).toMatch(/SELECT/);
    expect(JSON.parse(json.out)).toMatchObject({ kind: 'answer', asOf: '2026-03-30', engine: 'offline' });
    expect(declined.status).toBe(0);
    expect(JSON.parse(declined.out)).toMatchObject({ kind: 'declined', reason: 'not_permitted' });
  });

  it('answers a batch in order, its dialogues in turn', async () => {
    writeFileSync(
      join(folder, 'ask.jsonl'),
      [
        { id: 'a', question: 'How much is my portfolio worth?', conversation: 'c', as: 'ann' },
        { id: 'b', question: 'And at the end of January?', conversation: 'c', as: 'ann' },
        { id: 'c', question: 'How much is everything worth?' },
        { id: 'd', question: 'How much is it worth?', as: 'nobody' },
        { id: 'e', question: 'How much is it worth?', account: 'AC-2', today: '2026-02-31' },
      ]
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );
    const { status, out } = await run(['ask', '--batch', 'ask.jsonl', '--json']);
    expect(status).toBe(0);
    const lines = out
      .trim()
      .split('\n')
      .map(
        (line) => JSON.parse(line) as { id: string; answer?: { rows?: unknown }; problem?: { code: string } },
      );
    expect(lines.map(({ id, answer, problem }) => [id, answer?.rows ?? problem?.code])).toEqual([
      ['a', [['1124.00']]],
      ['b', [['999.00']]],
      ['c', [['3124.00']]],
      ['d', 'not_permitted'],
      ['e', 'usage'],
    ]);
  });

  it('shows a table to people: money to the cent, no control characters', async () => {
    const { out } = await run([
      'sql',
      "SELECT symbol, market_value, 'a' || chr(27) || '[31mb' AS odd FROM holdings WHERE symbol = 'ACME'",
    ]);
    expect(out).toMatch(/ACME\s+625\.00\s+a\[31mb/);
    expect(out).not.toContain('\u001B');
  });

  it('is not changed by a list of people with a mistake, which is named by its line', async () => {
    writeFileSync(join(folder, 'bad.csv'), 'user,name,role,advisor_id,client_id\nx,X,firm,,\ny,Y,king,,\n');
    const { status, err } = await run(['users', 'import', 'bad.csv']);
    expect(status).toBe(1);
    expect(err).toMatch(/^Line 3 of bad.csv cannot be used: role must be one of/);
  });

  it('is found in order by doctor', async () => {
    const { status, out } = await run(['doctor', '--json'], { ASKFOLIO_PROT: '1' });
    const { checks } = JSON.parse(out) as { checks: { name: string; state: string; finding: string }[] };
    expect(status).toBe(0);
    expect(checks.find(({ name }) => name === 'store')?.finding).toBe('it opens, and 2 accounts can be read');
    expect(checks.find(({ finding }) => finding.includes('ASKFOLIO_PROT'))?.state).toBe('note');
    expect(checks.find(({ name }) => name === 'encryption')?.finding).toContain('ordinary random generator');
  });

  it('is refused with another key, in one sentence', async () => {
    const { status, err } = await run(['figures', '--json'], { ASKFOLIO_MASTER_KEY: 'ab'.repeat(32) });
    expect(status).toBe(1);
    expectSentence(err);
    expect(err).toMatch(/key/);
  });
});

describe('a service', () => {
  let service: ChildProcess;
  let greeting = '';

  beforeAll(async () => {
    service = begin(['start', '--port', '0'], { ASKFOLIO_LOG_LEVEL: 'error' });
    const [data] = (await once(service.stdout ?? service, 'data')) as [Buffer];
    greeting = data.toString();
  });
  afterAll(() => service.kill('SIGKILL'));

  it('prints its address and a link that signs in once', async () => {
    const link = /http\S+signin\S+/.exec(greeting)?.[0] ?? '';
    const first = await fetch(link);
    expect(first.status).toBe(200);
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect((await fetch(link)).status).toBe(401);
    const address = /Address +(\S+)\//.exec(greeting)?.[1] ?? '';
    expect((await fetch(`${address}/api/v1/accounts`)).status).toBe(401);
    const accounts = (await (await fetch(`${address}/api/v1/accounts`, { headers: { cookie } })).json()) as {
      items: { id: string }[];
    };
    expect(accounts.items.map(({ id }) => id)).toEqual(['AC-1', 'AC-2']);
  });

  it('does the work of every command on its home', async () => {
    const all = await Promise.all([
      run(['sql', 'SELECT count(*) AS n FROM accounts', '--json']),
      run(['figures', '--json']),
      run(['etl', 'status', '--json']),
      run(['users', 'import', 'users.csv', '--json']),
      run(['doctor']),
      run(['import', 'firm', '--json'], { ASKFOLIO_BAD_ROWS_SHARE_MAX: '0.5' }),
    ]);
    expect(all.slice(0, 5).map(({ status, err }) => [status, err])).toEqual(
      Array.from({ length: 5 }, () => [0, '']),
    );
    // The service has settings of its own: one bad row of four is too many for them.
    expect(all[5]?.status).toBe(1);
    expect(all[5]?.err).toMatch(/The table transactions was refused/);
  });

  it('is alone on its home and its port', async () => {
    const second = await run(['start', '--port', '0']);
    expect([second.status, second.out]).toEqual([1, '']);
    expect(second.err).toMatch(/already serves this home/);
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const third = await run(['start', '--port', String(port)], { ASKFOLIO_LOG_LEVEL: 'silent' });
    taken.close();
    expect(third.status).toBe(1);
    expect(third.err).toMatch(/is taken by another program/);
    expectSentence(third.err);
  });

  it('stops cleanly when it is told to, and the next command serves itself', async () => {
    service.kill('SIGTERM');
    const [status] = (await once(service, 'exit')) as [number | null];
    expect(status).toBe(0);
    const { out } = await run(['sql', 'SELECT count(*) AS n FROM accounts', '--json']);
    expect(JSON.parse(out)).toMatchObject({ rows: [[2]] });
  });

  it('that is killed in the middle leaves a home that works', async () => {
    const victim = begin(['start', '--port', '0'], { ASKFOLIO_LOG_LEVEL: 'silent' });
    await once(victim.stdout ?? victim, 'data');
    const waiting = run(['sql', 'SELECT count(*) AS n FROM accounts', '--json']);
    victim.kill('SIGKILL');
    expect(JSON.parse((await waiting).out)).toMatchObject({ rows: [[2]] });
  });
});

describe('registered sources', () => {
  it('are added, listed, checked, run and removed; one that fails does not keep the others from running', async () => {
    const own = { ASKFOLIO_HOME: join(folder, 'home-of-sources') };
    const good = { ...own, ASKFOLIO_BAD_ROWS_SHARE_MAX: '0.5' };
    expect((await run(['etl', 'run'], own)).err).toContain('sources add NAME URL');
    const missing = await run(['sources', 'add', 'lost', 'nowhere'], own);
    expect(missing.status).toBe(1);
    expectSentence(missing.err);
    expect(await run(['sources', 'add', 'lost', 'nowhere', '--no-check'], own)).toMatchObject({ status: 0 });
    const added = await run(['sources', 'add', 'books', 'firm'], own);
    expect(added).toMatchObject({ status: 0, err: '' });
    expect(added.out).toContain('transactions: transactions.csv, 16 columns');
    const listed = JSON.parse((await run(['sources', 'list', '--json'], own)).out) as { name: string }[];
    expect(listed.map(({ name }) => name)).toEqual(['books', 'lost']);
    expect((await run(['sources', 'check', 'books', '--json'], own)).out).toContain('"securities.csv"');
    const all = await run(['etl', 'run', '--json'], good);
    expect(all.status).toBe(1);
    expect(JSON.parse(all.out)).toMatchObject({ status: 'done', accounts: { touched: 2 } });
    expect(all.err).toMatch(/^lost: There is nothing to read.*\n1 of 2 sources were not taken in/);
    expect(await run(['sources', 'remove', 'lost'], own)).toMatchObject({ status: 0 });
    const again = await run(['etl', 'run', '--json'], good);
    expect([again.status, JSON.parse(again.out)]).toMatchObject([0, { status: 'unchanged' }]);
    const unknown = await run(['etl', 'run', 'lost'], own);
    expect(unknown.status).toBe(1);
    expectSentence(unknown.err);
  });
});

describe('the audit log', () => {
  it('tells who asked what, can be verified, and lets a person be exported and erased', async () => {
    const own = { ASKFOLIO_HOME: join(folder, 'home-of-audit') };
    await run(['import', 'firm'], { ...own, ASKFOLIO_BAD_ROWS_SHARE_MAX: '0.5' });
    await run(['users', 'import', 'users.csv'], own);
    const asked = await run(['ask', 'How much is it worth?', '--as', 'ann', '--json'], own);
    expect(asked.status).toBe(0);
    const answer = JSON.parse(asked.out) as { id: string; dataVersion: string };
    const listed = await run(['audit', 'list', '--user', 'ann', '--json'], own);
    expect(JSON.parse(listed.out.split('\n')[0] ?? '')).toMatchObject({
      user: 'ann',
      kind: 'ask',
      details: { question: 'How much is it worth?', answer: answer.id, dataVersion: answer.dataVersion },
    });
    const replayed = await run(['replay', answer.id, '--as', 'ann', '--json'], own);
    expect([replayed.status, JSON.parse(replayed.out)]).toEqual([0, answer]);
    const refused = await run(['audit', 'list', '--as', 'ann'], own);
    expect([refused.status, refused.out]).toEqual([1, '']);
    const held = await run(['users', 'export', 'ann'], own);
    expect(JSON.parse(held.out)).toMatchObject({
      user: 'ann',
      answers: [{ question: 'How much is it worth?' }],
    });
    expect((await run(['users', 'erase', 'ann'], own)).status).toBe(2);
    expect(await run(['users', 'erase', 'ann', '--yes'], own)).toMatchObject({ status: 0, err: '' });
    expect((await run(['users', 'export', 'ann'], own)).status).toBe(1);
    const verdict = await run(['audit', 'verify', '--json'], own);
    expect([verdict.status, JSON.parse(verdict.out)]).toMatchObject([0, { faults: [] }]);
    const { head, entries } = JSON.parse(verdict.out) as { head: string; entries: number };
    const database = new DatabaseSync(join(folder, 'home-of-audit', 'records.sqlite'));
    database.exec("update audit_entries set kind = 'run' where sequence = 2");
    database.close();
    const broken = await run(['audit', 'verify', '--head', head], own);
    expect([broken.status, broken.out]).toEqual([1, 'entry 2: it was changed\n']);
    expectSentence(broken.err);
    const exported = await run(['audit', 'export', '--out', 'audit.jsonl'], own);
    expect([exported.status, exported.err]).toEqual([0, '']);
    const lines = readFileSync(join(folder, 'audit.jsonl'), 'utf8').trim().split('\n');
    expect(lines).toHaveLength(entries + 1);
    expect(lines.join('')).not.toContain('How much is it worth?');
  });
});
