// How long things take here, as ratios and against their limits:
//   npm run bench -- etl [--full] [--accounts N] [--bookings N] [--scratch FOLDER]
//   npm run bench -- guard
//   npm run bench -- extract [--rows N]
//   npm run bench -- extract-memory [--rows N]
//   npm run bench -- ask [--data FOLDER --users FILE --questions FILE]
//   npm run bench -- start
//   npm run bench -- page
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { version as duckdbVersion } from '@duckdb/node-api';
import { benchAsk } from './ask.ts';
import { benchExtractMemory } from './extract-memory.ts';
import { benchExtract } from './extract.ts';
import { benchGuard } from './guard.ts';
import { benchEtl, type Measured } from './etl.ts';
import { benchPage } from './page.ts';
import { benchStart } from './start.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    full: { type: 'boolean', default: false },
    accounts: { type: 'string' },
    bookings: { type: 'string', default: '1000' },
    rows: { type: 'string' },
    scratch: { type: 'string' },
    data: { type: 'string' },
    users: { type: 'string' },
    questions: { type: 'string' },
  },
});

if (positionals[0] === 'etl') await etl();
else if (positionals[0] === 'ask') await ask();
else if (positionals[0] === 'guard') await guard();
else if (positionals[0] === 'extract') await extract();
else if (positionals[0] === 'extract-memory') await extractMemory();
else if (positionals[0] === 'start') await start();
else if (positionals[0] === 'page') await page();
else {
  process.stderr.write(
    'usage: npm run bench -- etl [--full] [--accounts N] [--bookings N] [--scratch FOLDER]\n' +
      '       npm run bench -- guard\n' +
      '       npm run bench -- extract [--rows N]\n' +
      '       npm run bench -- extract-memory [--rows N]\n' +
      '       npm run bench -- ask [--data FOLDER --users FILE --questions FILE]\n' +
      '       npm run bench -- start\n' +
      '       npm run bench -- page\n',
  );
  process.exitCode = 2;
}

async function etl(): Promise<void> {
  const accounts = Number(values.accounts ?? (values.full ? 10_000 : 500));
  const bookingsPerAccount = Number(values.bookings);
  const firm = { accounts, bookingsPerAccount, securities: 500, positionsPerAccount: 24, years: 10, seed: 1 };
  const result = await benchEtl({
    firm,
    scratch: values.scratch ?? null,
    say: (line) => process.stderr.write(`${line}\n`),
  });
  report('etl', firm, result);
}

async function ask(): Promise<void> {
  const { data = null, users = null, questions = null } = values;
  const result = await benchAsk({ data, users, questions, say: (line) => process.stderr.write(`${line}\n`) });
  report('ask', { asked: result.asked, helpfulness: result.helpfulness }, result);
}

async function extract(): Promise<void> {
  const rows = Number(values.rows ?? 1_000_000);
  const result = await benchExtract({
    rows,
    scratch: values.scratch ?? null,
    say: (line) => process.stderr.write(`${line}\n`),
  });
  report('extract', { rows }, result);
}

async function extractMemory(): Promise<void> {
  const rows = Number(values.rows ?? 10_000_000);
  const result = await benchExtractMemory(rows, (line) => process.stderr.write(`${line}\n`));
  report('extract-memory', { rows }, result);
}

async function guard(): Promise<void> {
  const result = await benchGuard();
  report('guard', { statements: result.statements }, result);
}

async function start(): Promise<void> {
  const firm = { accounts: 240, years: 5, seed: 1 };
  report('start', firm, await benchStart(firm, (line) => process.stderr.write(`${line}\n`)));
}

async function page(): Promise<void> {
  const result = await benchPage((line) => process.stderr.write(`${line}\n`));
  report('page', { answers: result.looks.at(-1)?.answers ?? 0 }, result);
  const isMissed = result.rows.some(({ value, limit }) => limit !== null && value > limit);
  if (isMissed) process.exitCode = 1;
}

/** Prints the table under what it was measured on, and keeps it with everything behind it. */
function report(suite: string, subject: object, result: { readonly rows: readonly Measured[] }): void {
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
  const file = join(folder, `${suite}-${date.slice(0, 10)}.json`);
  writeFileSync(file, `${JSON.stringify({ date, machine, subject, ...result }, null, 2)}\n`);
}

function table(rows: readonly Measured[]): string {
  const width = Math.max(...rows.map(({ what }) => what.length));
  return rows
    .map(({ what, value, unit, limit, least }) => {
      const most =
        limit === null ? '' : `   at most ${limit.toFixed(2)}: ${value <= limit ? 'kept' : 'MISSED'}`;
      const verdict =
        least === undefined ? most : `   at least ${least.toFixed(2)}: ${value >= least ? 'kept' : 'MISSED'}`;
      return `${what.padEnd(width)}  ${value.toFixed(2).padStart(9)} ${unit.padEnd(5)}${verdict}`;
    })
    .join('\n');
}
