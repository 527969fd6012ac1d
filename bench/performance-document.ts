import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measured } from './measured.ts';
import { table } from './table.ts';

/** A run of a suite, as `bench/results` keeps it. */
interface Kept {
  readonly date: string;
  readonly machine: Readonly<Record<string, string | number>>;
  /** What it was measured with. */
  readonly subject: Readonly<Record<string, string | number>>;
  readonly rows: readonly Measured[];
}

const SUITES: Readonly<Record<string, string>> = {
  start: 'Starting',
  ask: 'Asking',
  guard: 'Guarding',
  cache: 'Finding what is kept',
  http: 'Serving many',
  overload: 'Asked for too much',
  scale: 'Growing',
  peer: 'Beside a peer',
  memory: 'In memory',
  telemetry: 'Being watched',
  page: 'The page',
  extract: 'Reading sources',
  'extract-memory': 'Reading ten million rows',
  etl: 'Taking data in',
  workers: 'Taking data in with two workers',
  publish: 'Publishing on a database server',
};

/** Writes docs/performance.md from the latest kept run of every suite; what was not run here stays as it stands there. */
export function writePerformanceDocument(root: string): void {
  const results = join(root, 'bench', 'results');
  const document = join(root, 'docs', 'performance.md');
  const before = sectionsOf(readFileSync(document, 'utf8'));
  const files = existsSync(results) ? readdirSync(results).toSorted() : [];
  const sections = Object.entries(SUITES).flatMap(([suite, title]) => {
    const latest = files.findLast((name) => new RegExp(`^${suite}-\\d{4}-\\d{2}-\\d{2}\\.json$`).test(name));
    if (latest === undefined) return before.get(title) ?? [];
    const kept = JSON.parse(readFileSync(join(results, latest), 'utf8')) as Kept;
    const [machine, subject] = [kept.machine, kept.subject].map((named) =>
      Object.entries(named)
        .map(([name, value]) => `${name} ${String(value)}`)
        .join(', '),
    );
    return [
      `## ${title}\n\n\`npm run bench -- ${suite}\`, ${kept.date.slice(0, 10)}: ${machine}; ${subject}\n\n\`\`\`text\n${table(kept.rows)}\n\`\`\``,
    ];
  });
  writeFileSync(document, `${INTRODUCTION}\n\n${sections.join('\n\n')}\n`);
}

/** The sections of the document by their titles, headings and all. */
function sectionsOf(text: string): ReadonlyMap<string, string> {
  const sections = text.split(/^(?=## )/m).slice(1);
  return new Map(sections.map((section) => [section.slice(3, section.indexOf('\n')), section.trimEnd()]));
}

const INTRODUCTION = `# How fast it is

Measured by \`npm run bench -- SUITE\`, which makes its own data, and written by \`npm run bench -- document\`. A limit that
is missed says so. L is what DuckDB takes to read the same bookings from Parquet, sort them and write them back: a
ratio to it means the same on any machine.`;
