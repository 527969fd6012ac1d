// How long things take here, as ratios and against their limits: `npm run bench -- SUITE`; without one it lists them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { version as duckdbVersion } from '@duckdb/node-api';
import { keepCompiledCode } from '../bin/compile-cache.js';
import { benchAsk } from './ask.ts';
import { benchCache } from './cache.ts';
import { benchEtl } from './etl.ts';
import { benchExtractMemory } from './extract-memory.ts';
import { benchExtract } from './extract.ts';
import type { FirmSize } from './firm.ts';
import { benchGuard } from './guard.ts';
import { benchHttp } from './http.ts';
import type { Measured } from './measured.ts';
import { benchMemory } from './memory.ts';
import { benchOverload } from './overload.ts';
import { benchPage } from './page.ts';
import { benchPeer } from './peer.ts';
import { writePerformanceDocument } from './performance-document.ts';
import { benchPublish } from './publish.ts';
import { benchScale } from './scale.ts';
import { benchStart } from './start.ts';
import { table } from './table.ts';
import { benchTelemetry } from './telemetry.ts';
import { benchWorkers } from './workers.ts';

// What is measured starts its processes as the program does.
keepCompiledCode();

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: 'boolean', default: false },
    accounts: { type: 'string' },
    bookings: { type: 'string', default: '1000' },
    rows: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    scratch: { type: 'string' },
    data: { type: 'string' },
    users: { type: 'string' },
    questions: { type: 'string' },
  },
});

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const scratch = values.scratch ?? null;

interface Suite {
  readonly options: string;
  readonly run: () => Promise<void>;
}

const SUITES: Readonly<Record<string, Suite>> = {
  etl: {
    options: '[--full] [--accounts N] [--bookings N] [--scratch FOLDER]',
    run: async () => {
      const firm = firmOf(Number(values.accounts ?? (values.full ? 10_000 : 500)));
      report('etl', firm, await benchEtl({ firm, scratch, say }));
    },
  },
  extract: {
    options: '[--rows N] [--scratch FOLDER]',
    run: async () => {
      const rows = Number(values.rows ?? 1_000_000);
      report('extract', { rows }, await benchExtract({ rows, scratch, say }));
    },
  },
  'extract-memory': {
    options: '[--rows N]',
    run: async () => {
      const rows = Number(values.rows ?? 10_000_000);
      report('extract-memory', { rows }, await benchExtractMemory(rows, say));
    },
  },
  ask: {
    options: '[--data FOLDER --users FILE --questions FILE]',
    run: async () => {
      const { data = null, users = null, questions = null } = values;
      const result = await benchAsk({ data, users, questions, say });
      report('ask', { asked: result.asked, helpfulness: result.helpfulness }, result);
    },
  },
  http: {
    options: '[--accounts N] [--bookings N]',
    run: async () => {
      const firm = firmOf(Number(values.accounts ?? 1_000));
      report('http', firm, await benchHttp(firm, say));
    },
  },
  overload: {
    options: '[--accounts N] [--bookings N] [--seconds N]',
    run: async () => {
      const firm = firmOf(Number(values.accounts ?? 1_000));
      report('overload', firm, await benchOverload(firm, Number(values.seconds), say));
    },
  },
  peer: {
    options: '[--accounts N] [--bookings N]',
    run: async () => {
      const firm = firmOf(Number(values.accounts ?? 200));
      report('peer', firm, await benchPeer(firm, say));
    },
  },
  workers: {
    options: '[--full] [--accounts N] [--bookings N] [--scratch FOLDER]',
    run: async () => {
      const firm = firmOf(Number(values.accounts ?? (values.full ? 10_000 : 1_000)));
      report('workers', firm, await benchWorkers({ firm, scratch, say }));
    },
  },
  publish: {
    options: '[--accounts N] [--bookings N]',
    run: async () => {
      const firm = firmOf(Number(values.accounts ?? 200));
      const result = await benchPublish(firm, say);
      report('publish', { ...firm, rows: result.published }, result);
    },
  },
  cache: {
    options: '',
    run: async () => report('cache', { of: 'the cache in front of the store' }, await benchCache(say)),
  },
  guard: {
    options: '',
    run: async () => {
      const result = await benchGuard();
      report('guard', { statements: result.statements }, result);
    },
  },
  scale: {
    options: '[--full] [--bookings N] [--scratch FOLDER]',
    run: async () => {
      const firms = (values.full ? [1_000, 10_000] : [100, 1_000]).map(firmOf);
      report('scale', { firms }, await benchScale({ firms, scratch, say }));
    },
  },
  start: {
    options: '',
    run: async () => {
      const firm = { accounts: 240, years: 5, seed: 1 };
      report('start', firm, await benchStart(firm, say));
    },
  },
  memory: {
    options: '[--accounts N] [--bookings N]',
    run: async () => {
      const firm = firmOf(Number(values.accounts ?? 1_000));
      report('memory', firm, await benchMemory(firm, say));
    },
  },
  telemetry: {
    options: '',
    run: async () => {
      const result = await benchTelemetry(say);
      report('telemetry', { answers: result.cpuMs }, result);
    },
  },
  page: {
    options: '',
    run: async () => {
      const result = await benchPage(say);
      report('page', { answers: result.looks.at(-1)?.answers ?? 0 }, result);
      const isMissed = result.rows.some(({ value, limit }) => limit !== null && value > limit);
      if (isMissed) process.exitCode = 1;
    },
  },
  document: {
    options: '',
    run: async () => writePerformanceDocument(join(import.meta.dirname, '..')),
  },
};

const suite = SUITES[positionals[0] ?? ''];
if (suite) await suite.run();
else {
  const usage = Object.entries(SUITES).map(([name, { options }]) => `npm run bench -- ${name} ${options}`);
  process.stderr.write(`usage: ${usage.join('\n       ')}\n`);
  process.exitCode = 2;
}

function firmOf(accounts: number): FirmSize {
  const bookingsPerAccount = Number(values.bookings);
  return { accounts, bookingsPerAccount, securities: 500, positionsPerAccount: 24, years: 10, seed: 1 };
}

/** Prints the table under what it was measured on, and keeps it with everything behind it. */
function report(name: string, subject: object, result: { readonly rows: readonly Measured[] }): void {
  const machine = {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    duckdb: duckdbVersion(),
  };
  process.stdout.write(`${JSON.stringify(machine)}\n${JSON.stringify(subject)}\n${table(result.rows)}\n`);
  const folder = join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const date = new Date().toISOString();
  const file = join(folder, `${name}-${date.slice(0, 10)}.json`);
  writeFileSync(file, `${JSON.stringify({ date, machine, subject, ...result }, null, 2)}\n`);
}
