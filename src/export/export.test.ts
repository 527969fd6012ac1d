import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { dayOf } from '../vocabulary/day.ts';
import type { PlannedAnswer } from '../vocabulary/answer.ts';
import type { Column } from '../vocabulary/rows.ts';
import { exportAnswer } from './export-answer.ts';
import type { ExportFormat, Report } from './report.ts';
import { planOf } from '../vocabulary/plan.fixture.ts';

const DAY = dayOf('2026-11-20');
const HOSTILE = [
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  ' =HYPERLINK("x")',
  '"=1',
  "'=1",
  '\u00a0=1',
  '＝1+1',
  '－1',
  '<img src=x onerror=alert(1)>',
  'plain, with "quotes"',
  'two\nlines',
];
const COLUMNS: readonly Column[] = [
  { name: 'client', label: '=Client', type: 'string' },
  { name: 'gain', label: 'Gain', type: 'money', currency: 'EUR' },
  { name: 'share', label: 'Share', type: 'percent' },
];

function report(rows: Report['answer']['rows'], more: Partial<PlannedAnswer> = {}): Report {
  return {
    question: 'Gain by client?',
    definitions: [{ label: 'Gain', description: 'What was earned.' }],
    sources: ['source custodian, run r1 of 20 Nov 2026'],
    madeAt: '2026-11-21T08:00:00.000Z',
    locale: 'en-US',
    answer: {
      id: 'a1',
      kind: 'answer',
      text: 'Łukasz gained most.',
      engine: 'offline',
      suggestions: [],
      conversationId: null,
      timings: { understand: 0, run: 0, total: 0 },
      interpretation: {
        metrics: ['gain'],
        by: ['client'],
        where: [],
        period: { from: null, to: DAY, label: '2026' },
        text: 'Gain by client, 2026',
      },
      columns: COLUMNS,
      rows,
      chart: { type: 'bar', x: 'client', y: ['gain'] },
      sql: 'SELECT 1',
      parameters: [],
      plan: planOf({
        metrics: ['gain'],
        by: ['client'],
        periods: [{ from: null, to: DAY, label: '2026', pointInTime: false }],
      }),
      cached: false,
      asOf: DAY,
      dataVersion: 'v7',
      caveats: ['One price is old.'],
      ...more,
    },
  };
}

const hostileRows = HOSTILE.map((name, index) => [name, `-${index}.${index}1`, -0.25] as const);
const bytesOf = async (format: ExportFormat, of: Report): Promise<Buffer> =>
  Buffer.from((await exportAnswer(of, format)).bytes);
const pages = (pdf: Buffer): number => [...pdf.toString('latin1').matchAll(/\/Type \/Page\b/g)].length;
const LIKE_A_FORMULA = /^[\s"\u00a0]*[=+\-@＝＋－＠]/u;

describe('a CSV file', () => {
  test('holds no text that a spreadsheet would run, and every number as it was computed', async () => {
    const text = (await bytesOf('csv', report(hostileRows))).toString('utf8');
    const lines: string[][] = parse(text, { bom: true, relax_column_count: true });
    expect(lines).toHaveLength(HOSTILE.length + 1);
    for (const [index, [name = '', gain, share]] of lines.slice(1).entries()) {
      expect(name).not.toMatch(LIKE_A_FORMULA);
      expect(name.endsWith(HOSTILE[index] ?? '?')).toBe(true);
      expect(gain).toBe(`-${index}.${index}1`);
      expect(share).toBe('-0.25');
    }
    expect(lines[0]?.[0]).toBe("'=Client");
  });

  test('keeps digits that a double could not', async () => {
    const exact = '90071992547409931234.57';
    expect((await bytesOf('csv', report([['A', exact, null]]))).toString('utf8')).toContain(
      `"A",${exact},\r\n`,
    );
  });
});

describe('a spreadsheet', () => {
  test('has typed numbers, no formula, and says where it comes from', async () => {
    const { unzipSync } = await import('fflate');
    const files = unzipSync(new Uint8Array(await bytesOf('xlsx', report(hostileRows))));
    const read = (path: string): string => new TextDecoder().decode(files[path]);
    const sheet = read('xl/worksheets/sheet1.xml');
    expect(sheet).not.toMatch(/<f[ >]/);
    expect(sheet).toMatch(/<c [^>]*><v>-3\.31<\/v><\/c>/);
    const texts = [...read('xl/sharedStrings.xml').matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map(
      ([, text]) => text ?? '',
    );
    expect(texts.length).toBeGreaterThan(HOSTILE.length);
    for (const text of texts) expect(text.replaceAll('&apos;', "'")).not.toMatch(LIKE_A_FORMULA);
    expect(texts.join('\n')).toContain('source custodian, run r1');
    expect(texts.join('\n')).toContain('Łukasz gained most.');
  });

  test('writes what a double would round as text', async () => {
    const { unzipSync } = await import('fflate');
    const files = unzipSync(
      new Uint8Array(await bytesOf('xlsx', report([['A', '90071992547409931234.57', null]]))),
    );
    expect(new TextDecoder().decode(files['xl/sharedStrings.xml'])).toContain('90071992547409931234.57');
  });
});

describe('a picture', () => {
  test('is the page’s chart, drawn without a browser, with names as text', async () => {
    const svg = (await bytesOf('svg', report(hostileRows))).toString('utf8');
    expect(svg).toContain('<svg');
    expect(svg).toContain('&lt;img src=x');
    expect(svg).not.toMatch(/<img|<script|onerror="/);
    expect(svg).not.toMatch(/(href|src)="/);
  });

  test('is sharp, and none of an answer without a chart', async () => {
    const png = await bytesOf('png', report(hostileRows));
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(png.readUInt32BE(16)).toBe(1_520);
    await expect(bytesOf('png', report([['A', '1', 1]]))).rejects.toMatchObject({ code: 'usage' });
    await expect(bytesOf('svg', report(hostileRows, { chart: null }))).rejects.toMatchObject({
      code: 'usage',
    });
  });
});

describe('a document', () => {
  test('is a PDF with its fonts inside and nothing that acts', async () => {
    const pdf = (await bytesOf('pdf', report(hostileRows))).toString('latin1');
    expect(pdf.startsWith('%PDF-')).toBe(true);
    expect(pdf).toContain('/FontFile2');
    expect(pdf).not.toMatch(/\/(JavaScript|JS|Launch|URI|EmbeddedFile|OpenAction)\b/);
  });

  test('of many rows is cut, and says so in pages', async () => {
    const rows = Array.from(
      { length: 2_000 },
      (_, index) => [`Client ${index}`, `${index}.00`, 0.1] as const,
    );
    const [long, short] = [
      await bytesOf('pdf', report(rows)),
      await bytesOf('pdf', report(rows.slice(0, 5))),
    ];
    expect(pages(short)).toBeLessThanOrEqual(2);
    expect(pages(long)).toBeGreaterThan(5);
    expect(pages(long)).toBeLessThan(20);
  });
});
