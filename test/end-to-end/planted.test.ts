import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../services/private-server.ts';
import { ROOT } from './askfolio.ts';
import { makeCertificate, overTls, servedName, tapWire, type WireTap } from './tls-wire.ts';

/** What must stand nowhere in the clear: names, addresses, numbers, questions, passwords, keys. */
const PLANTED = {
  client: 'Zebulon Quillfeather',
  otherClient: 'Marigold Thistlewood',
  clientEmail: 'zebulon@quillfeather.example',
  otherEmail: 'marigold@thistlewood.example',
  advisor: 'Peregrine Ashgrove',
  advisorEmail: 'peregrine@ashgrove.example',
  accountNumber: 'ZQ-7741-0093-5528',
  otherAccountNumber: 'MT-1180-4417-9062',
  accountName: 'Quillfeather Nest Egg',
  portfolio: 'Thistlewood Heirloom',
  description: 'Dowry for Clementine',
  badRow: 'NOT-A-CURRENCY-93',
  person: 'Ottoline Brackenbury',
  otherPerson: 'Lysander Featherstone',
  question: 'How much is the Quillfeather fortune worth',
  masterKey: '7f'.repeat(31) + 'a9',
  metricsToken: 'metrics-token-of-the-plant',
  sourcePassword: 'S0urce-Passw0rd-Planted',
  label: 'key for the parakeet report',
  password: 'nine parakeets on a silver wire',
} as const;

let folder = '';
let home = '';
let output = '';
let ports: { readonly served: number; readonly wire: number };
let wire: WireTap;

const environment = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  ASKFOLIO_HOME: home,
  ASKFOLIO_TODAY: '2026-03-31',
  ASKFOLIO_MASTER_KEY: PLANTED.masterKey,
  ASKFOLIO_METRICS_TOKEN: PLANTED.metricsToken,
  ASKFOLIO_LOG_LEVEL: 'debug',
  ASKFOLIO_BAD_ROWS_SHARE_MAX: '0.9',
  // People reach it by the wire that is listened to.
  ASKFOLIO_URL: `https://127.0.0.1:${ports.wire}`,
  TMPDIR: join(folder, 'tmp'),
});

/** A signal of no use to the product, for the report that Node writes of a process where somebody asks for one. */
const REPORT_SIGNAL = 'SIGPWR';

function begin(...args: readonly string[]): ChildProcess {
  const reports = [`--report-directory=${join(folder, 'tmp')}`, '--report-on-signal'];
  const node = [...reports, `--report-signal=${REPORT_SIGNAL}`];
  return spawn(process.execPath, [...node, join(ROOT, 'bin/askfolio.js'), ...args], {
    cwd: folder,
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(...args: readonly string[]): Promise<string> {
  const child = begin(...args);
  let [out, err] = ['', ''];
  child.stdout?.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr?.on('data', (data: Buffer) => (err += data.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  expect([args.join(' '), status, err]).toEqual([args.join(' '), 0, err]);
  return out;
}

const FIRM: Readonly<Record<string, string>> = {
  'custodians.csv': 'custodian_id,name\nCU,Custodian\n',
  'advisors.csv': `advisor_id,name,email\nAD-1,${PLANTED.advisor},${PLANTED.advisorEmail}\n`,
  'clients.csv': `client_id,name,email,advisor_id\nCL-1,${PLANTED.client},${PLANTED.clientEmail},AD-1\nCL-2,${PLANTED.otherClient},${PLANTED.otherEmail},AD-1\n`,
  'portfolios.csv': `portfolio_id,client_id,name,base_currency,benchmark_id,inception_date\nPF-1,CL-1,Nest,USD,,\nPF-2,CL-2,${PLANTED.portfolio},USD,,\n`,
  'accounts.csv':
    'account_id,portfolio_id,custodian_id,account_number,name,account_type,currency,cost_method,opened_on,closed_on\n' +
    `AC-1,PF-1,CU,${PLANTED.accountNumber},${PLANTED.accountName},taxable,USD,FIFO,2026-01-05,\n` +
    `AC-2,PF-2,CU,${PLANTED.otherAccountNumber},Other,taxable,USD,FIFO,2026-01-05,\n`,
  'securities.csv':
    'security_id,symbol,name,isin,cusip,asset_class,sector,country,currency,maturity_date,coupon_rate\n' +
    'SE-1,ACME,Acme Corp,,,Equity,Technology,US,USD,,\n',
  'prices.csv': 'security_id,price_date,close\nSE-1,2026-01-06,10\nSE-1,2026-03-30,12.5\n',
  'transactions.csv':
    'transaction_id,account_id,trade_date,settle_date,type,security_id,quantity,price,fee,tax,amount,currency,description,related_security_id,cost_fraction,updated_at\n' +
    `T1,AC-1,2026-01-05,,DEPOSIT,,,,,,1000,USD,${PLANTED.description},,,\n` +
    'T2,AC-1,2026-01-06,,BUY,SE-1,50,10,1,,-501,USD,,,,\n' +
    `T3,AC-2,2026-01-05,,DEPOSIT,,,,,,2000,${PLANTED.badRow},,,,\n`,
};

beforeAll(async () => {
  ports = { served: await freePort(), wire: await freePort() };
  wire = await tapWire(ports.wire, ports.served);
  folder = mkdtempSync(join(tmpdir(), 'askfolio-planted-'));
  home = join(folder, 'home');
  for (const name of ['firm', 'tmp', 'kept']) mkdirSync(join(folder, name));
  for (const [name, text] of Object.entries(FIRM)) writeFileSync(join(folder, 'firm', name), text);
  writeFileSync(
    join(folder, 'users.csv'),
    `user,name,role,advisor_id,client_id\np1,${PLANTED.person},client,,CL-1\np2,${PLANTED.otherPerson},advisor,AD-1,\n`,
  );
});
afterAll(async () => {
  await wire.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Files under a folder in which a text stands. */
function holding(place: string, text: string): string[] {
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      const bytes = readFileSync(path);
      return bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le'));
    });
}

/** What the machine tells about a process and those that it started: their command lines, and the environments of these. */
function toldOfProcesses(first: number): string {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => [Number(pid), parentOf(pid)] as const);
  const family = new Set([first]);
  for (const [pid, parent] of parents.toSorted(([one], [other]) => one - other))
    if (family.has(parent)) family.add(pid);
  expect(family.size).toBeGreaterThan(1);
  return [...family]
    .flatMap((pid) => [`/proc/${pid}/cmdline`, ...(pid === first ? [] : [`/proc/${pid}/environ`])])
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
}

function parentOf(pid: string): number {
  try {
    return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    // It has ended.
    return 0;
  }
}

test('of a full run, nothing planted stands in the clear in home, logs, backups, reports of crashes, lists of processes or on the wire', async () => {
  await run('import', 'firm');
  await run('users', 'import', 'users.csv');
  const address = `https://reader:${PLANTED.sourcePassword}@127.0.0.1:9/books`;
  const sources = begin('sources', 'add', 'far', address.replace('https', 'mysql'), '--no-check');
  await once(sources, 'close');
  const made = await run('keys', 'create', '--as', 'p1', '--label', PLANTED.label, '--json');
  const { secret } = JSON.parse(made) as { secret: string };
  const certificate = makeCertificate(folder, 'first');
  const tls = ['--tls-cert', certificate.cert, '--tls-key', certificate.key];
  const service = begin('start', '--port', String(ports.served), ...tls);
  let greeting = '';
  service.stdout?.on('data', (data: Buffer) => (greeting += data.toString()));
  service.stderr?.on('data', (data: Buffer) => (output += data.toString()));
  await expect.poll(() => greeting, { timeout: 60_000 }).toMatch(/signin\?token=\S+/);
  const token = /signin\?token=(\S+)/.exec(greeting)?.[1] ?? '';
  const signedIn = await overTls(ports.wire, 'GET', `/signin?token=${token}`);
  const setCookie = signedIn.headers['set-cookie']?.[0] ?? '';
  expect(setCookie).toMatch(/^__Host-askfolio_session=[^;]+;.*Path=\/; HttpOnly; Secure; SameSite=Strict/);
  expect(signedIn.headers['strict-transport-security']).toBe('max-age=31536000');
  const cookie = setCookie.split(';')[0] ?? '';
  const ask = (headers: Record<string, string>) =>
    overTls(
      ports.wire,
      'POST',
      '/api/v1/ask',
      { 'content-type': 'application/json', ...headers },
      JSON.stringify({
        question: PLANTED.question,
        conversationId: '0d3cf1a8-6d8c-4a7d-9a4f-3f1c5a1e7b11',
      }),
    );
  expect((await ask({ cookie })).status).toBe(200);
  expect((await ask({ authorization: `Bearer ${secret}` })).status).toBe(200);
  expect((await ask({ authorization: `Bearer ${secret}x` })).status).toBe(401);
  const invited = JSON.parse(await run('users', 'invite', 'p1', '--json')) as { address: string };
  const invitation = new URL(invited.address).searchParams.get('token') ?? '';
  const form = { link: invitation, password: PLANTED.password, again: PLANTED.password };
  const set = await overTls(
    ports.wire,
    'POST',
    '/signin/password',
    { 'content-type': 'application/x-www-form-urlencoded' },
    new URLSearchParams(form).toString(),
  );
  expect(set.status).toBe(303);
  const accessToken = (await run('token', '--as', 'p1')).trim();
  expect((await ask({ authorization: `Bearer ${accessToken}` })).status).toBe(200);
  const metrics = await overTls(ports.wire, 'GET', '/metrics', {
    authorization: `Bearer ${PLANTED.metricsToken}`,
  });
  output += metrics.body;
  const renewed = makeCertificate(folder, 'second');
  copyFileSync(renewed.key, certificate.key);
  copyFileSync(renewed.cert, certificate.cert);
  await expect.poll(() => servedName(ports.wire), { timeout: 20_000 }).toBe('second');
  expect((await ask({ cookie })).status).toBe(200);
  await run('ask', `What is ${PLANTED.client} worth?`, '--as', 'p2', '--json');
  await run('etl', 'run').catch(() => '');
  await run('backup', join(folder, 'kept', 'backup'));
  const session = cookie.split('=')[1] ?? '';
  const words = { ...PLANTED, secret, session, token, accessToken, invitation };
  expect(Object.keys(words).length).toBeGreaterThanOrEqual(24);
  expect(wire.bytes().length).toBeGreaterThan(10_000);
  const found = (): string[] =>
    Object.entries(words).flatMap(([name, text]) => [
      ...(output.includes(text) ? [`${name} in the logs`] : []),
      ...(wire.bytes().includes(text) ? [`${name} on the wire`] : []),
      ...[home, join(folder, 'tmp'), join(folder, 'kept')].flatMap((place) =>
        holding(place, text).map((path) => `${name} in ${path}`),
      ),
    ]);
  expect(found()).toEqual([]);
  const processes = toldOfProcesses(service.pid ?? 0);
  expect(Object.entries(words).filter(([, text]) => processes.includes(text))).toEqual([]);
  service.kill(REPORT_SIGNAL);
  const report = (): string | undefined =>
    readdirSync(join(folder, 'tmp')).find((name) => /^report\..*\.json$/.test(name));
  await expect.poll(report, { timeout: 20_000 }).toBeDefined();
  await expect
    .poll(() =>
      readFileSync(join(folder, 'tmp', report() ?? ''), 'utf8')
        .trim()
        .endsWith('}'),
    )
    .toBe(true);
  expect(found()).toEqual([]);
  service.kill('SIGKILL');
  await once(service, 'close');
  expect(found()).toEqual([]);
  await run('keys', 'rotate');
  await run('audit', 'verify');
  expect(found()).toEqual([]);
  expect(statSync(join(folder, 'kept', 'backup')).size).toBeGreaterThan(10_000);
  const old = home;
  home = join(folder, 'restored');
  await run('restore', join(folder, 'kept', 'backup'));
  const rows = await run('sql', 'SELECT count(*) AS n FROM accounts', '--json');
  expect(JSON.parse(rows)).toMatchObject({ rows: [[2]] });
  expect(Object.values(words).flatMap((text) => holding(home, text))).toEqual([]);
  home = old;
}, 240_000);
