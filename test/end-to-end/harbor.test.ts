import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decimal } from 'decimal.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Installation, linesOf, ROOT } from './askfolio.ts';

const CASES = join(ROOT, '../shared/cases');

const Figure = z.union([z.string(), z.number(), z.null()]);
const Expected = z.array(
  z.object({
    account: z.string().optional(),
    portfolio: z.string().optional(),
    client: z.string().optional(),
    from: z.string().nullable(),
    to: z.string(),
    figures: z.record(z.string(), Figure),
  }),
);
const Given = z.object({ figures: z.record(z.string(), Figure) });
const Report = z.object({
  status: z.string(),
  tables: z.record(z.string(), z.object({ read: z.int(), loaded: z.int(), quarantined: z.int() })),
});
const Score = z.object({
  accuracy: z.number(),
  wrong_but_confident: z.int(),
  leaks: z.int(),
  error_or_missing: z.int(),
});

const RATES = new Set(
  'twr twr_gross twr_annualized mwr benchmark_return excess_return volatility sharpe max_drawdown yield turnover'.split(
    ' ',
  ),
);
const WORDS = new Set(['currency', 'from', 'to']);

/** Money agrees to the cent, rates to 1e-6, days exactly. */
function agrees(
  metric: string,
  want: z.infer<typeof Figure>,
  got: z.infer<typeof Figure> | undefined,
): boolean {
  if (want === null || got === null || got === undefined) return want === got;
  if (metric.startsWith('max_drawdown_')) return want === got;
  const difference = new Decimal(got).minus(want).abs();
  const rate = RATES.has(metric);
  return difference.lte(rate ? Decimal.max('0.000001', new Decimal(want).abs().times('0.000001')) : '0.005');
}

/** The questions as a batch, or, given a file of answers, their marks. */
function score(...args: readonly string[]): string {
  return spawnSync('python3', [join(CASES, 'score.py'), join(CASES, 'harbor-questions.jsonl'), ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  }).stdout;
}

describe.skipIf(!existsSync(CASES))('a firm with known figures', () => {
  const firm = new Installation();
  let report: z.infer<typeof Report>;

  beforeAll(async () => {
    report = Report.parse(JSON.parse(await firm.output('import', join(CASES, 'harbor/full'), '--json')));
    await firm.output('users', 'import', join(CASES, 'harbor/users.csv'));
  });
  afterAll(() => firm.remove());

  test('every row that was read is loaded or quarantined', () => {
    expect(report.status).toBe('done');
    for (const [table, { read, loaded, quarantined }] of Object.entries(report.tables)) {
      expect({ table, rows: loaded + quarantined }).toEqual({ table, rows: read });
    }
  });

  test('every figure of every account, portfolio and client agrees in every period', async () => {
    const expected = Expected.parse(JSON.parse(readFileSync(join(CASES, 'figures-harbor.json'), 'utf8')));
    const batch = join(firm.home, 'figures.jsonl');
    writeFileSync(batch, expected.map((line) => JSON.stringify({ ...line, figures: undefined })).join('\n'));
    const given = linesOf(await firm.output('figures', '--batch', batch, '--json')).map((line) =>
      Given.parse(line),
    );
    const differences = expected.flatMap(({ figures, ...line }, index) =>
      Object.entries(figures)
        .filter(([metric]) => !WORDS.has(metric))
        .filter(([metric, want]) => !agrees(metric, want, given[index]?.figures[metric]))
        .map(([metric, want]) => ({ ...line, metric, want, got: given[index]?.figures[metric] })),
    );
    expect(differences).toEqual([]);
  });

  test.skipIf(spawnSync('python3', ['--version']).status !== 0)(
    'people are answered rightly or not at all, and never with what is not theirs',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'askfolio-score-'));
      const [questions, answers] = [join(folder, 'in.jsonl'), join(folder, 'out.jsonl')];
      writeFileSync(questions, score('--batch'));
      writeFileSync(answers, await firm.output('ask', '--batch', questions, '--json'));
      const result = Score.parse(JSON.parse(score(answers, '--json')));
      expect(result).toMatchObject({ wrong_but_confident: 0, leaks: 0, error_or_missing: 0 });
      expect(result.accuracy).toBeGreaterThanOrEqual(0.6);
    },
  );
});
