import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askfolio } from './askfolio.ts';
import { EVERYDAY } from './everyday.ts';
import { accountIdAt, type FirmSize, writeFirm } from './firm.ts';
import type { Measured } from './measured.ts';
import { median } from './statistics.ts';

const ROUNDS = 3;
const ACCOUNTS_ASKED = 10;
const OWN_MS_MAX = 3;
const FIRM_WIDE_MS_MAX = 1_000;

const FIRM_WIDE: readonly string[] = [
  'Market value by custodian at the end of each month last year',
  'Top 10 clients by return last year',
  'Income by year',
];

export interface ScaleBenchOptions {
  /** From the smallest to the largest. */
  readonly firms: readonly FirmSize[];
  readonly scratch: string | null;
  readonly say: (line: string) => void;
}

/** What questions took over one firm, in milliseconds inside the product. */
interface FirmTimes {
  readonly accounts: number;
  readonly importSeconds: number;
  readonly account: readonly Took[];
  readonly firmWide: readonly Took[];
}

interface Took {
  readonly question: string;
  /** The whole answer, and the part of it that the store's own SQL took. */
  readonly total: number;
  readonly run: number;
}

export interface ScaleBenchResult {
  readonly rows: readonly Measured[];
  readonly firms: readonly FirmTimes[];
}

/** Asks the same of firms of growing size, never from the cache: what an answer costs beside its SQL, and how it grows. */
export async function benchScale({ firms, scratch, say }: ScaleBenchOptions): Promise<ScaleBenchResult> {
  const folder = scratch ?? mkdtempSync(join(tmpdir(), 'askfolio-bench-'));
  const measured: FirmTimes[] = [];
  try {
    for (const firm of firms) measured.push(await measure(firm, folder, say));
    return { rows: rowsOf(measured), firms: measured };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(firm: FirmSize, scratch: string, say: (line: string) => void): Promise<FirmTimes> {
  const place = join(scratch, `firm-${String(firm.accounts)}`);
  const [delivery, home] = [join(place, 'delivery'), join(place, 'home')];
  try {
    say(`${String(firm.accounts)} accounts: making`);
    await writeFirm(delivery, firm);
    say(`${String(firm.accounts)} accounts: importing`);
    const started = performance.now();
    await askfolio(home, ['import', delivery]);
    const importSeconds = (performance.now() - started) / 1000;
    rmSync(delivery, { recursive: true, force: true });
    say(`${String(firm.accounts)} accounts: asking`);
    const every = Math.floor(firm.accounts / ACCOUNTS_ASKED);
    const accounts = Array.from({ length: ACCOUNTS_ASKED }, (_, n) => accountIdAt(n * every));
    const account = await ask(
      home,
      place,
      accounts.flatMap((id) => EVERYDAY.map((question) => ({ question, account: id }))),
    );
    const firmWide = await ask(
      home,
      place,
      FIRM_WIDE.map((question) => ({ question })),
    );
    return { accounts: firm.accounts, importSeconds, account, firmWide };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Every question in some rounds; the first round only warms up. */
async function ask(
  home: string,
  place: string,
  lines: readonly { readonly question: string }[],
): Promise<Took[]> {
  const file = join(place, 'questions.jsonl');
  const rounds = Array.from({ length: ROUNDS }, () => lines).flat();
  writeFileSync(file, rounds.map((line) => JSON.stringify(line)).join('\n'));
  const answers = (await askfolio(home, ['ask', '--batch', file, '--json'], { ASKFOLIO_CACHE: 'off' }))
    .trim()
    .split('\n');
  return answers.slice(lines.length).flatMap((text, at) => {
    const { answer } = JSON.parse(text) as {
      readonly answer: {
        readonly kind: string;
        readonly timings: { readonly total: number; readonly run: number };
      };
    };
    const question = rounds[at]?.question ?? '';
    return answer.kind === 'answer'
      ? [{ question, total: answer.timings.total, run: answer.timings.run }]
      : [];
  });
}

function rowsOf(firms: readonly FirmTimes[]): Measured[] {
  const rows = firms.flatMap(({ accounts, importSeconds, account, firmWide }): Measured[] => {
    const name = `${String(accounts)} accounts`;
    const run = median(account.map((took) => took.run));
    return [
      { what: `${name}: import`, value: importSeconds, unit: 's', limit: null },
      { what: `${name}: an account's question, its SQL`, value: run, unit: 'ms', limit: null },
      {
        what: `${name}: an account's question, the whole answer`,
        value: median(account.map((took) => took.total)),
        unit: 'ms',
        limit: 2 * run + OWN_MS_MAX,
      },
      ...FIRM_WIDE.map((question): Measured => ({
        what: `${name}: ${question}`,
        value: median(firmWide.filter((took) => took.question === question).map((took) => took.total)),
        unit: 'ms',
        limit: FIRM_WIDE_MS_MAX,
      })),
    ];
  });
  return [...rows, ...growth(firms)];
}

/** Exponents of growth with the number of accounts between the smallest and the largest firm: 0 is flat, 1 is in proportion. */
function growth(firms: readonly FirmTimes[]): Measured[] {
  const [first, last] = [firms[0], firms.at(-1)];
  if (!first || !last || first === last) return [];
  const exponent = (of: (firm: FirmTimes) => number): number =>
    Math.log(of(last) / of(first)) / Math.log(last.accounts / first.accounts);
  return [
    row(
      "growth of an account's question",
      exponent(({ account }) => median(account.map(({ total }) => total))),
    ),
    row(
      'growth of a firm-wide question',
      exponent(({ firmWide }) => median(firmWide.map(({ total }) => total))),
    ),
    row(
      'growth of an import',
      exponent(({ importSeconds }) => importSeconds),
    ),
  ];
}

function row(what: string, value: number): Measured {
  return { what, value, unit: 'n^', limit: null };
}
