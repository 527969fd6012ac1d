import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { startMariaDb } from '../test/services/database-server.ts';
import type { Measured } from './etl.ts';

const run = promisify(execFile);
const MEMORY_MB_MAX = 512;
/** Of it, what the heap of the language may have; the rest is the runtime's, buffers and the driver. */
const HEAP_MB_MAX = 256;
const SMALL_SHARE = 10;

const Read = z.object({ rows: z.int(), chars: z.int(), peakBytes: z.int() });

/**
 * Reads a table of MariaDB with so many rows in a process of its own, and a tenth of it in another: the memory has to
 * stay under the limit, and must not grow with the rows.
 */
export async function benchExtractMemory(
  rows: number,
  say: (line: string) => void,
): Promise<{ readonly rows: readonly Measured[] }> {
  const server = await startMariaDb();
  try {
    say(`making ${String(rows)} rows`);
    await server.root(
      'CREATE DATABASE large',
      `CREATE TABLE large.transactions (transaction_id bigint NOT NULL PRIMARY KEY, account_id varchar(20), trade_date date,
         type varchar(20), security_id varchar(20), quantity decimal(20, 6), amount decimal(20, 2), currency char(3))`,
      `INSERT INTO large.transactions SELECT seq, concat('A', seq % 1000), '2026-01-05', 'BUY', concat('S', seq % 500), seq % 100, -seq % 1000, 'USD' FROM large.seq_1_to_${String(rows)}`,
      'CREATE DATABASE small',
      `CREATE TABLE small.transactions LIKE large.transactions`,
      `INSERT INTO small.transactions SELECT * FROM large.transactions WHERE transaction_id <= ${String(Math.floor(rows / SMALL_SHARE))}`,
    );
    const read = async (database: string): Promise<z.infer<typeof Read> & { readonly seconds: number }> => {
      say(`reading ${database}`);
      const started = performance.now();
      const { stdout } = await run(process.execPath, [
        `--max-old-space-size=${String(HEAP_MB_MAX)}`,
        '--disable-warning=ExperimentalWarning',
        join(import.meta.dirname, 'read-all.ts'),
        `mysql://root@127.0.0.1:${String(server.port)}/${database}`,
        'transactions',
      ]);
      return { ...Read.parse(JSON.parse(stdout)), seconds: (performance.now() - started) / 1_000 };
    };
    const small = await read('small');
    const large = await read('large');
    if (large.rows !== rows) throw new Error(`${String(large.rows)} rows came of ${String(rows)}`);
    return {
      rows: [
        { what: 'MariaDB: read', value: large.rows / large.seconds / 1_000, unit: 'k/s', limit: null },
        {
          what: 'memory of the process, peak',
          value: mib(large.peakBytes),
          unit: 'MiB',
          limit: MEMORY_MB_MAX,
        },
        { what: 'memory with a tenth of the rows', value: mib(small.peakBytes), unit: 'MiB', limit: null },
      ],
    };
  } finally {
    await server.stop();
  }
}

function mib(bytes: number): number {
  return bytes / 1_048_576;
}
