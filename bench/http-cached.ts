import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { Installation } from '../test/end-to-end/askfolio.ts';
import { Service } from '../test/monitoring/service.ts';
import { EVERYDAY } from './everyday.ts';
import { atRate, type Call, flatOut, type Load } from './load.ts';
import type { Measured } from './measured.ts';
import { cpuSecondsOf } from './processes.ts';
import { median, percentile } from './statistics.ts';

const CONNECTIONS = 16;
const QUESTIONS = 5;
/** What is compared is measured in turns, so that whatever else the machine does falls on each. */
const ROUNDS = 5;
const ROUND_SECONDS = 3;
const CALM_SECONDS = 10;
const OF_CONSTANT_PERCENT_MIN = 40;
const LOADED_SHARE = 0.7;
const TAIL_MAX = 10;

/** Rows of the table, and how many requests came to nothing. */
export interface HttpPart {
  readonly rows: readonly Measured[];
  readonly failures: number;
}

/** A server that is asked, by its process. */
interface Asked {
  readonly child: ChildProcess;
  readonly next: (count: number) => Call;
}

/** As many a second, and what each takes of the processor, in milliseconds: one figure a round. */
interface Pace {
  readonly rates: number[];
  readonly cpuMs: number[];
  failures: number;
}

/** Another of the same installation, to be served beside it; of one that nothing has open. */
export function copyOf(home: Installation): Installation {
  const copy = new Installation();
  Object.assign(copy.environment, home.environment);
  cpSync(home.home, copy.home, { recursive: true });
  return copy;
}

/**
 * The same few questions over and over, answered from memory, beside the same server answering constants: once all of
 * its HTTP side with sign-in and turns, and once Fastify alone. `copy`: for that one to serve.
 */
export async function cachedRows(
  service: Service,
  copy: Installation,
  say: (line: string) => void,
): Promise<HttpPart> {
  const program = [join(import.meta.dirname, 'constant-service.ts')];
  const constant = await Service.start(copy, undefined, {}, program);
  let bare: Asked | null = null;
  try {
    const bytes = await warm(service);
    await warm(constant);
    bare = await bareServer(bytes);
    const servers = [questionsTo(service), questionsTo(constant), bare] as const;
    say('asking the same over and over, and for constants in between');
    const [cached, same, alone] = await inTurns(servers);
    say('and at a part of that rate');
    const calm = await atRate(servers[0].next, median(cached.rates) * LOADED_SHARE, CALM_SECONDS);
    return { failures: cached.failures + calm.failures, rows: rowsOf({ cached, same, alone, calm }) };
  } finally {
    await end(bare?.child);
    await constant.stop();
  }
}

function rowsOf(found: {
  readonly cached: Pace;
  readonly same: Pace;
  readonly alone: Pace;
  readonly calm: Load;
}): readonly Measured[] {
  const { cached, same, alone, calm } = found;
  const [rate, sameRate, aloneRate] = [cached, same, alone].map(({ rates }) => median(rates));
  const paceRows = (what: string, pace: Pace): readonly Measured[] => [
    { what, value: median(pace.rates), unit: '/s', limit: null },
    { what: `${what}, processor time`, value: median(pace.cpuMs), unit: 'ms', limit: null },
  ];
  return [
    ...paceRows('Fastify alone, a constant', alone),
    ...paceRows('the same server, a constant', same),
    ...paceRows('an answer from memory', cached),
    {
      what: 'an answer from memory, of the same server',
      value: (100 * (rate ?? 0)) / (sameRate ?? 0),
      unit: '%',
      limit: null,
      least: OF_CONSTANT_PERCENT_MIN,
    },
    {
      what: 'an answer from memory, of Fastify alone',
      value: (100 * (rate ?? 0)) / (aloneRate ?? 0),
      unit: '%',
      limit: null,
    },
    { what: 'at 70 % of that rate, median', value: median(calm.times), unit: 'ms', limit: null },
    {
      what: 'at 70 % of that rate, 99th percentile over the median',
      value: percentile(calm.times, 0.99) / median(calm.times),
      unit: '',
      limit: TAIL_MAX,
    },
  ];
}

const BODIES = EVERYDAY.slice(0, QUESTIONS).map((question) => JSON.stringify({ question }));

function questionsTo(service: Service): Asked {
  const headers = { ...service.signedIn, 'content-type': 'application/json' };
  const url = `${service.address}/api/v1/ask`;
  return {
    child: service.child,
    next: (count) => ({ url, headers, body: BODIES[count % BODIES.length] ?? '' }),
  };
}

/** Has each question answered once; the bytes of an answer on average. */
async function warm(service: Service): Promise<number> {
  let bytes = 0;
  for (const body of BODIES) {
    bytes += (await (await service.post('/api/v1/ask', JSON.parse(body))).text()).length;
  }
  return Math.round(bytes / BODIES.length);
}

async function inTurns<T extends readonly Asked[]>(servers: T): Promise<{ readonly [P in keyof T]: Pace }>;
async function inTurns(servers: readonly Asked[]): Promise<readonly Pace[]> {
  const paces = servers.map((): Pace => ({ rates: [], cpuMs: [], failures: 0 }));
  for (const { next } of servers) await flatOut(next, CONNECTIONS, ROUND_SECONDS);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [n, { child, next }] of servers.entries()) {
      const before = cpuSecondsOf(child.pid ?? 0);
      const load = await flatOut(next, CONNECTIONS, ROUND_SECONDS);
      const spent = cpuSecondsOf(child.pid ?? 0) - before;
      const pace = paces[n];
      if (!pace) continue;
      pace.rates.push(load.rate);
      pace.cpuMs.push((1000 * spent) / load.times.length);
      pace.failures += load.failures;
    }
  }
  return paces;
}

/** Fastify with nothing around it, which answers everything with the same text of so many bytes. */
async function bareServer(bytes: number): Promise<Asked> {
  const script = join(import.meta.dirname, 'constant-server.ts');
  const child = spawn(process.execPath, [script, String(bytes)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const url = line.toString('utf8').trim();
  const call: Call = { url, headers: { 'content-type': 'application/json' }, body: BODIES[0] ?? '' };
  return { child, next: () => call };
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child) return;
  const exit = once(child, 'exit');
  child.kill();
  await exit;
}
