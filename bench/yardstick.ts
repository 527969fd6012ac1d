import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { ownCpuSeconds } from './processes.ts';

export interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/**
 * L: what the database takes to read the bookings' Parquet, sort it by account, security and date and write it back,
 * with the threads and memory that the product gives itself.
 */
export async function measureYardstick(folder: string, scratch: string): Promise<Cost> {
  const out = join(scratch, 'sorted.parquet');
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: '2GB',
    temp_directory: join(scratch, 'spill'),
  });
  const connection = await instance.connect();
  try {
    const [started, cpu] = [performance.now(), ownCpuSeconds()];
    await connection.run(
      `COPY (SELECT * FROM ${quoted(join(folder, 'transactions.parquet'))} ORDER BY account_id, security_id, trade_date, transaction_id)
       TO ${quoted(out)} (FORMAT parquet)`,
    );
    return { seconds: (performance.now() - started) / 1000, cpuSeconds: ownCpuSeconds() - cpu };
  } finally {
    connection.closeSync();
    instance.closeSync();
    rmSync(out, { force: true });
  }
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", "''")}'`;
}
