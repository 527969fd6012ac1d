import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Installation } from '../test/end-to-end/askfolio.ts';
import { Service } from '../test/monitoring/service.ts';
import { eventLoopLateMs, METRICS_TOKEN } from './event-loop.ts';
import { EVERYDAY } from './everyday.ts';
import { addClients, tokenOf } from './firm-people.ts';
import { type FirmSize, writeFirm, writeNextDelivery } from './firm.ts';
import { atRate, type Call, flatOut, type Load, thinking } from './load.ts';
import type { Measured } from './measured.ts';
import { cpuSecondsOf } from './processes.ts';
import { median, percentile } from './statistics.ts';

const CONNECTIONS = 16;
const SECONDS = 10;
const CACHED_PERCENT_MIN = 40;
const LOADED_SHARE = 0.7;
const TAIL_MAX = 10;

const ASKERS = 200;
/** Of the askers, those who ask about everything; the others ask about accounts of their own. */
const BOOK_WIDE_SHARE = 0.2;
const CLIENTS = 20;
const THINK_SECONDS = 10;
const MIXED_SECONDS = 60;
const MIXED_MS_MAX = 300;
const LAG_MS_MAX = 50;

export interface HttpBenchResult {
  readonly rows: readonly Measured[];
  readonly failures: Readonly<Record<string, number>>;
}

/**
 * What the service bears: the same few questions over and over, held against what its own server answers a constant of
 * the same size with, sign-in and all; beside that a server of the same make with nothing around the constant. And
 * people who ask and think while data are taken in.
 */
export async function benchHttp(firm: FirmSize, say: (line: string) => void): Promise<HttpBenchResult> {
  const scratch = mkdtempSync(join(tmpdir(), 'askfolio-bench-'));
  const home = new Installation();
  Object.assign(home.environment, {
    ASKFOLIO_LOG_LEVEL: 'warn',
    ASKFOLIO_METRICS_TOKEN: METRICS_TOKEN,
    ASKFOLIO_REQUESTS_PER_MINUTE: '10000000',
  });
  let service: Service | null = null;
  try {
    say(`making and importing a firm of ${String(firm.accounts)} accounts`);
    await writeFirm(join(scratch, 'firm'), firm);
    await home.output('import', join(scratch, 'firm'));
    const users = await addClients(home, CLIENTS);
    service = await Service.start(home);
    const kept = await keptAnswers(service, say);
    await service.stop();
    const limits = await limitsOf(home, kept, say);
    const cached = { failures: kept.failures, rows: rowsOfKept(kept, limits) };
    service = await Service.start(home);
    const mixed = await mixedRows({ home, service, users, firm, scratch }, say);
    return {
      rows: [...cached.rows, ...mixed.rows],
      failures: { cached: cached.failures, mixed: mixed.failures },
    };
  } finally {
    await service?.stop();
    home.remove();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The same few questions over and over. */
interface KeptAnswers {
  readonly bytes: number;
  readonly rate: number;
  readonly cpuMs: number;
  /** Milliseconds of each answer at a part of that rate. */
  readonly calmMs: readonly number[];
  readonly failures: number;
  /** By which whoever asked was known. */
  readonly signedIn: Readonly<Record<string, string>>;
}

async function keptAnswers(service: Service, say: (line: string) => void): Promise<KeptAnswers> {
  const bodies = EVERYDAY.slice(0, 5).map((question) => JSON.stringify({ question }));
  const headers = { ...service.signedIn, 'content-type': 'application/json' };
  const url = `${service.address}/api/v1/ask`;
  const next = (count: number): Call => ({ url, headers, body: bodies[count % bodies.length] ?? '' });
  let bytes = 0;
  for (const body of bodies) {
    bytes += (await (await service.post('/api/v1/ask', JSON.parse(body))).text()).length;
  }
  say('asking the same over and over');
  await flatOut(next, CONNECTIONS, 2);
  const before = cpuSecondsOf(service.child.pid ?? 0);
  const load = await flatOut(next, CONNECTIONS, SECONDS);
  const cpuMs = (1000 * (cpuSecondsOf(service.child.pid ?? 0) - before)) / load.times.length;
  say('and at a part of that rate');
  const calm = await atRate(next, load.rate * LOADED_SHARE, SECONDS);
  return {
    bytes: Math.round(bytes / bodies.length),
    rate: load.rate,
    cpuMs,
    calmMs: calm.times,
    failures: load.failures + calm.failures,
    signedIn: service.signedIn,
  };
}

interface Limit {
  readonly rate: number;
  readonly cpuMs: number;
}

interface Limits {
  /** The server of the product, with all that a request goes through there. */
  readonly same: Limit;
  /** A server of the same make with nothing around the constant. */
  readonly bare: Limit;
}

async function limitsOf(
  home: Installation,
  { bytes, signedIn }: KeptAnswers,
  say: (line: string) => void,
): Promise<Limits> {
  say('asking the same server for a constant');
  const same = await constantOf('constant-route-process.ts', bytes, {
    environment: {
      OPENAI_API_KEY: '',
      OPENAI_BASE_URL: '',
      ...home.environment,
      ASKFOLIO_HOME: home.home,
      ASKFOLIO_PORT: '0',
    },
    path: '/api/v1/constant',
    headers: signedIn,
  });
  say('asking the bare server');
  const bare = await constantOf('constant-server.ts', bytes, { environment: {}, path: '/', headers: {} });
  return { same, bare };
}

function rowsOfKept(kept: KeptAnswers, { same, bare }: Limits): readonly Measured[] {
  const rate = (what: string, value: number): Measured => ({ what, value, unit: '/s', limit: null });
  const cpu = (what: string, value: number): Measured => ({ what, value, unit: 'ms', limit: null });
  return [
    rate('a bare Fastify, a constant of the same size', bare.rate),
    cpu('a bare Fastify, a constant, processor time', bare.cpuMs),
    rate('the same server signed in to, a constant of the same size', same.rate),
    cpu('the same server, a constant, processor time', same.cpuMs),
    rate('an answer from memory', kept.rate),
    cpu('an answer from memory, processor time', kept.cpuMs),
    {
      what: 'an answer from memory, of the bare Fastify',
      value: (100 * kept.rate) / bare.rate,
      unit: '%',
      limit: null,
    },
    {
      what: 'an answer from memory, of the same server',
      value: (100 * kept.rate) / same.rate,
      unit: '%',
      limit: null,
      least: CACHED_PERCENT_MIN,
    },
    { what: 'at 70 % of that rate, median', value: median(kept.calmMs), unit: 'ms', limit: null },
    {
      what: 'at 70 % of that rate, 99th percentile over the median',
      value: percentile(kept.calmMs, 0.99) / median(kept.calmMs),
      unit: '',
      limit: TAIL_MAX,
    },
  ];
}

interface Part {
  readonly rows: readonly Measured[];
  readonly failures: number;
}

interface ConstantAt {
  readonly environment: Readonly<Record<string, string>>;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How often a server answers a constant of so many bytes in a second, in a process of its own. */
async function constantOf(
  script: string,
  bytes: number,
  { environment, path, headers }: ConstantAt,
): Promise<Limit> {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), String(bytes)], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const call: Call = {
      url: `${line.toString('utf8').trim()}${path}`,
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ question: EVERYDAY[0] }),
    };
    await flatOut(() => call, CONNECTIONS, 2);
    const before = cpuSecondsOf(child.pid ?? 0);
    const { rate, times, failures } = await flatOut(() => call, CONNECTIONS, SECONDS);
    if (failures > 0) throw new Error(`${script} did not answer ${String(failures)} times`);
    return { rate, cpuMs: (1000 * (cpuSecondsOf(child.pid ?? 0) - before)) / times.length };
  } finally {
    child.kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

interface Mix {
  readonly home: Installation;
  readonly service: Service;
  readonly users: readonly string[];
  readonly firm: FirmSize;
  readonly scratch: string;
}

async function mixedRows(mix: Mix, say: (line: string) => void): Promise<Part> {
  const { home, service, users, firm, scratch } = mix;
  say('signing people in');
  const tokens: string[] = [];
  for (const user of users) tokens.push(await tokenOf(home, user));
  const desk = await tokenOf(home, 'desk');
  const bookWide = Math.round(ASKERS * BOOK_WIDE_SHARE);
  const askers = Array.from({ length: ASKERS }, (_, n) => {
    const bearer = n < bookWide ? desk : (tokens[n % tokens.length] ?? '');
    let asked = n;
    return (): Call => ({
      url: `${service.address}/api/v1/ask`,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify({ question: EVERYDAY[(asked += 7) % EVERYDAY.length] }),
    });
  });
  say(`${String(ASKERS)} people ask for a minute, while data are taken in`);
  let asking = true;
  const [load, refreshes] = await Promise.all([
    thinking(askers, THINK_SECONDS, MIXED_SECONDS).finally(() => (asking = false)),
    refreshing(home, firm, join(scratch, 'changes'), () => asking),
  ]);
  const lag = await eventLoopLateMs(service);
  return { failures: load.failures, rows: rowsOfMix(load, refreshes, lag) };
}

/** Takes in one delivery after the other, each of 1 % of the accounts; how many. */
async function refreshing(
  home: Installation,
  firm: FirmSize,
  folder: string,
  goesOn: () => boolean,
): Promise<number> {
  let turn = 0;
  while (goesOn()) {
    const place = join(folder, String(turn));
    const accounts = Math.max(1, Math.round(firm.accounts / 100));
    await writeNextDelivery(place, firm, { accounts, newDay: false, turn });
    await home.output('import', place);
    turn += 1;
  }
  return turn;
}

function rowsOfMix({ times, failures, rate }: Load, refreshes: number, lag: number): readonly Measured[] {
  const what = `${String(ASKERS)} people`;
  return [
    { what: `${what}: answers`, value: rate, unit: '/s', limit: null },
    { what: `${what}: median`, value: median(times), unit: 'ms', limit: null },
    { what: `${what}: 99th percentile`, value: percentile(times, 0.99), unit: 'ms', limit: MIXED_MS_MAX },
    { what: `${what}: not answered`, value: failures, unit: '', limit: 0 },
    { what: `${what}: refreshes of 1 % meanwhile`, value: refreshes, unit: '', limit: null },
    { what: 'event loop late, 99th percentile', value: lag, unit: 'ms', limit: LAG_MS_MAX },
  ];
}
