import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Installation } from '../test/end-to-end/askfolio.ts';
import { Service } from '../test/monitoring/service.ts';
import type { Measured } from './measured.ts';
import { cpuSecondsOf } from './processes.ts';
import { median, percentile } from './statistics.ts';

const WARM_UP = 150;
const ROUNDS = 31;
const REQUESTS_PER_ROUND = 40;
/** That is more often than once in 15 seconds of full work. */
const READ_EVERY_ROUNDS = 6;
const DAYS = 700;
/** Each day is asked about in each of these ways before any is asked twice. */
const FIGURES = ['everything worth', 'the cash balance', 'the total cost'] as const;
const WATCHING_PERCENT_MAX = 3;
const TRACING_PERCENT_MAX = 5;

/** One way to run the same installation. */
interface Way {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * What being watched costs of the throughput: the same questions to alike homes, side by side in turns, with a silent
 * log and nobody reading the metrics; with every line logged and the metrics read every 15 seconds, as the rules want
 * it; and with one trace in a hundred recorded besides. One process answers, so its throughput is the reciprocal of the
 * processor time that it takes for an answer: that is measured, for it does not depend on what else the machine does. What
 * is lost is the median over the rounds of what was lost against the bare one of the same round.
 */
export async function benchTelemetry(say: (line: string) => void): Promise<{
  readonly rows: readonly Measured[];
  readonly cpuMs: Readonly<Record<string, readonly number[]>>;
}> {
  const collector = createServer((request, response) => {
    request.resume().on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const address = collector.address();
  const traces = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/v1/traces`;
  const free = { ASKFOLIO_REQUESTS_PER_MINUTE: '1000000' };
  const watched = {
    ...free,
    ASKFOLIO_LOG_LEVEL: 'debug',
    ASKFOLIO_METRICS_TOKEN: 'a-token-of-the-benchmark',
  };
  const ways: readonly Way[] = [
    { name: 'bare', environment: { ...free, ASKFOLIO_LOG_LEVEL: 'silent' } },
    { name: 'watched', environment: watched },
    { name: 'traced', environment: { ...watched, ASKFOLIO_TRACES: traces, ASKFOLIO_TRACES_SHARE: '0.01' } },
  ];
  const homes: Installation[] = [];
  const services = new Map<string, Service>();
  try {
    for (const { name, environment } of ways) {
      say(`starting: ${name}`);
      const home = await homeWithFirm();
      homes.push(home);
      Object.assign(home.environment, environment);
      services.set(name, await Service.start(home));
    }
    return await compared(ways, services, say);
  } finally {
    for (const service of services.values()) await service.stop();
    for (const home of homes) home.remove();
    collector.close();
  }
}

async function homeWithFirm(): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), 'askfolio-bench-'));
  const home = new Installation();
  await home.output('demo', '--out', folder, '--accounts', '20', '--years', '2', '--seed', '1');
  await home.output('import', folder, '--json');
  rmSync(folder, { recursive: true, force: true });
  return home;
}

async function compared(
  ways: readonly Way[],
  services: ReadonlyMap<string, Service>,
  say: (line: string) => void,
): Promise<Awaited<ReturnType<typeof benchTelemetry>>> {
  const cpuMs: Record<string, number[]> = {};
  for (const service of services.values()) await requests(service, 0, WARM_UP);
  for (let round = 0; round < ROUNDS; round += 1) {
    // In turns, the first one another each time.
    for (let turn = 0; turn < ways.length; turn += 1) {
      const way = ways[(round + turn) % ways.length];
      const service = services.get(way?.name ?? '');
      if (!way || !service) continue;
      const before = cpuSecondsOf(service.child.pid ?? 0);
      await requests(service, WARM_UP + round * REQUESTS_PER_ROUND, REQUESTS_PER_ROUND);
      if (way.name !== 'bare' && round % READ_EVERY_ROUNDS === 0)
        await (await service.get('/metrics')).text();
      const spent = cpuSecondsOf(service.child.pid ?? 0) - before;
      (cpuMs[way.name] ??= []).push((1_000 * spent) / REQUESTS_PER_ROUND);
    }
    say(`round ${String(round + 1)} of ${String(ROUNDS)}`);
  }
  return { cpuMs, rows: rowsOf(cpuMs) };
}

/** The table of what was measured; `cpuMs`: of each way, an answer's processor time by rounds. */
export function rowsOf(cpuMs: Readonly<Record<string, readonly number[]>>): readonly Measured[] {
  const bare = cpuMs['bare'] ?? [];
  const lost = (name: string): readonly number[] =>
    (cpuMs[name] ?? []).map((spent, round) => 100 * (1 - (bare[round] ?? spent) / spent));
  const [watched, traced] = [lost('watched'), lost('traced')];
  return [
    { what: 'an answer, bare, processor time', value: median(bare), unit: 'ms', limit: null },
    {
      what: 'throughput lost by metrics and log',
      value: median(watched),
      unit: '%',
      limit: WATCHING_PERCENT_MAX,
    },
    { what: 'give or take', value: doubt(watched), unit: '%', limit: null },
    { what: 'and by tracing 1 % besides', value: median(traced), unit: '%', limit: TRACING_PERCENT_MAX },
    { what: 'give or take', value: doubt(traced), unit: '%', limit: null },
  ];
}

/** How far from the median of so many the true one may be, 19 times of 20 (McGill, Tukey and Larsen, 1978). */
function doubt(values: readonly number[]): number {
  return (1.57 * (percentile(values, 0.75) - percentile(values, 0.25))) / Math.sqrt(values.length);
}

async function requests(service: Service, from: number, count: number): Promise<void> {
  for (let at = from; at < from + count; at += 1) {
    const figure = FIGURES[Math.floor(at / DAYS) % FIGURES.length] ?? FIGURES[0];
    const response = await service.ask(`What was ${figure} on ${dayAt(at % DAYS)}?`);
    if (response.status !== 200) throw new Error(`a question was answered with ${String(response.status)}`);
    await response.text();
  }
}

/** Days of the firm's history, each new to the cache. */
function dayAt(at: number): string {
  return new Date(Date.UTC(2024, 1, 1) + at * 86_400_000).toISOString().slice(0, 10);
}
