import { fc, test as property } from '@fast-check/vitest';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sourceTable } from '../../model/source-tables.ts';
import type { SourceColumn } from '../../model/source-tables.ts';
import { isPlain, plainValue } from './plain-values.ts';
import type { Arrivals } from './plain-values.ts';
import { quoted } from './sql-types.ts';
import { valueOf } from './text-values.ts';

let instance: DuckDBInstance | null = null;
let connection: DuckDBConnection | null = null;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
});
afterAll(() => {
  connection?.closeSync();
  instance?.closeSync();
});

interface Read {
  readonly text: string;
  readonly plain: boolean;
  /** What the engine's casts make of it, and what judging by the text does. */
  readonly cast: string | null;
  readonly judged: string | null;
}

/** Each text as the value of one column of a booking. */
async function readBoth(name: string, texts: readonly string[]): Promise<readonly Read[]> {
  const column: SourceColumn | undefined = sourceTable('transactions').columns[name];
  if (column === undefined) throw new Error(`no column ${name}`);
  const arrivals: Arrivals = new Map([[name, 'text']]);
  const rows = await connection?.runAndReadAll(
    `SELECT ${name}, ${isPlain('transactions', arrivals)}, CAST(v_${name} AS VARCHAR), CAST(${valueOf(`t.${name}`, column)} AS VARCHAR)
     FROM (SELECT t.*, ${plainValue(name, column, 'text')} AS v_${name}
       FROM (SELECT unnest([${texts.map(quoted).join(', ')}]) AS ${name}, CAST(NULL AS VARCHAR) AS fault) t) t`,
  );
  return (rows?.getRowsJson() ?? []).map(([text, plain, cast, judged]) => ({
    text: textOf(text) ?? '',
    plain: plain === true,
    cast: textOf(cast),
    judged: textOf(judged),
  }));
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

const pieces = (...of: string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...of), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
const NUMBERS = pieces(
  '0',
  '1',
  '9',
  '00',
  '.',
  ',',
  '-',
  '+',
  'e',
  'E',
  '_',
  ' ',
  '\t',
  '\n',
  'x',
  'nan',
  '\u00a0',
  '٣',
  "'",
);
const DAYS = pieces(
  '2024',
  '-',
  '02',
  '30',
  '1',
  '/',
  ' ',
  '0000',
  '9999',
  '12',
  'infinity',
  'epoch',
  '(BC)',
);
const MOMENTS = pieces('2024-02-29', 'T', ' ', '10:00', ':30', '.5', 'Z', '+01', ':30', '24:00', '60', 'UTC');

describe('a text that the engine casts without being looked at', () => {
  property.prop(
    [
      fc
        .constantFrom(
          { name: 'amount', texts: NUMBERS },
          { name: 'quantity', texts: NUMBERS },
          { name: 'trade_date', texts: DAYS },
          { name: 'updated_at', texts: MOMENTS },
        )
        .chain(({ name, texts }) =>
          fc.record({ name: fc.constant(name), texts: fc.array(texts, { minLength: 60, maxLength: 60 }) }),
        ),
    ],
    { numRuns: 200 },
  )('has the value that judging it gives', async ({ name, texts }) => {
    const read = (await readBoth(name, texts)).filter(({ plain }) => plain);
    expect(read.map(({ text, cast }) => [text, cast])).toEqual(
      read.map(({ text, judged }) => [text, judged]),
    );
    expect(read.filter(({ judged }) => judged === null)).toEqual([]);
  });

  test('is most of what is written in files', async () => {
    for (const [name, texts] of [
      ['amount', ['1', '-1.5', '+2', '.5', '1.', '1e3', '0.00', '123456789012345678901234.5']],
      ['trade_date', ['2024-02-29', '1999-12-31']],
      ['updated_at', ['2024-02-29T10:00:00Z', '2024-02-29 10:00:00.25Z', '2024-02-29T10:00+01:00']],
    ] as const) {
      expect((await readBoth(name, texts)).filter(({ plain }) => !plain)).toEqual([]);
    }
  });

  test('is none with an exponent that the engine takes and no number has', async () => {
    const texts = ['0e0.', '1E5.', '0e-3.', '1e+2.', '0e00000'];
    expect((await readBoth('amount', texts)).map(({ plain, judged }) => [plain, judged])).toEqual(
      texts.map(() => [false, null]),
    );
  });
});
