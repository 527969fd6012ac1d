import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { mappedSource } from './mapped-source.ts';
import { Mapping } from './mapping.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mapped-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MAPPING = Mapping.parse({
  name: 'Mine',
  inputs: { bookings: {} },
  tables: {
    transactions: {
      columns: {
        transaction_id: 'told(concat_ws(chr(124), day, amount))',
        trade_date: 'day',
        amount: 'num(amount)',
        description: 'memo',
      },
    },
  },
});

test('files that are larger than memory give the rows that small ones give, and lie nowhere in the clear meanwhile', async () => {
  const memo = 'a memo that nobody else may read';
  const days = Array.from({ length: 5_000 }, (_, n) => `2026-01-${String((n % 28) + 1).padStart(2, '0')}`);
  const path = join(folder, 'bookings.csv');
  writeFileSync(
    path,
    ['day,amount,memo', ...days.map((day, n) => `${day},${String(n % 9)}.50,${memo}`)].join('\n'),
  );
  const read = async (bytesInMemoryMax: number): Promise<unknown> => {
    const scratch = mkdtempSync(join(folder, 'scratch-'));
    const source = mappedSource(path, MAPPING, scratch, bytesInMemoryMax);
    try {
      const rows: unknown[] = [];
      const [stream] = (await source.list()).streams;
      if (stream === undefined) throw new Error('the mapping makes a table');
      for await (const { lines, values } of source.read(stream, stream.columns, null))
        rows.push(...lines.map((line, place) => [line, ...values.map((column) => column[place])]));
      for (const inputs of readdirSync(scratch)) {
        const files = readdirSync(join(scratch, inputs), { recursive: true, withFileTypes: true });
        const written = files.filter((file) => file.isFile());
        expect(written.map(({ name }) => name)).toContain('inputs.duckdb');
        for (const { parentPath, name } of written)
          expect(readFileSync(join(parentPath, name)).includes(memo)).toBe(false);
      }
      expect(readdirSync(scratch)).toHaveLength(bytesInMemoryMax === 0 ? 1 : 0);
      return rows;
    } finally {
      await source.close();
    }
  };
  const small = await read(LIMITS.mapped_bytes_in_memory_max);
  expect(small).toHaveLength(5_000);
  expect(await read(0)).toEqual(small);
});
