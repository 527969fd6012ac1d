import { BIGINT, BOOLEAN, DuckDBDataChunk, VARCHAR } from '@duckdb/node-api';
import type { SourceTableName } from '../../model/source-tables.ts';
import type { RawBatch } from '../extract/source.ts';
import { columnNames } from './sql-types.ts';
import type { Workspace } from './workspace.ts';

/** Where a delivery's rows come from and which place it has in the order of deliveries. */
export interface DeliveryMark {
  readonly run: string;
  readonly source: string;
  readonly sequence: number;
}

const LEADING =
  'source VARCHAR, sequence BIGINT, run VARCHAR, retried BOOLEAN, file VARCHAR, line BIGINT, fault_column VARCHAR, fault VARCHAR';

/** Makes the temporary table `raw_<table>`: rows as text, as they were read. */
export async function makeRawTable(workspace: Workspace, table: SourceTableName): Promise<void> {
  const columns = columnNames(table).map((name) => `${name} VARCHAR`);
  await workspace.run(`CREATE OR REPLACE TEMP TABLE raw_${table} (${LEADING}, ${columns.join(', ')})`);
}

/**
 * Puts batches into `raw_<table>`; `columns` are the canonical ones that the batches have, the others stay NULL.
 * Gives the number of rows. `onRows` hears how many there are so far.
 */
export async function fillRawTable(
  workspace: Workspace,
  table: SourceTableName,
  rows: {
    readonly file: string;
    readonly columns: readonly string[];
    readonly batches: AsyncIterable<RawBatch>;
  },
  mark: DeliveryMark,
  onRows: (count: number) => void,
): Promise<number> {
  const names = columnNames(table);
  const types = [
    VARCHAR,
    BIGINT,
    VARCHAR,
    BOOLEAN,
    VARCHAR,
    BIGINT,
    VARCHAR,
    VARCHAR,
    ...names.map(() => VARCHAR),
  ];
  const places = names.map((name) => rows.columns.indexOf(name));
  const appender = await workspace.connection.createAppender(`raw_${table}`, 'main', 'temp');
  let count = 0;
  try {
    for await (const batch of rows.batches) {
      const size = batch.lines.length;
      const chunk = DuckDBDataChunk.create(types, size);
      const absent = same(size, null);
      chunk.setColumns([
        same(size, mark.source),
        same(size, BigInt(mark.sequence)),
        same(size, mark.run),
        same(size, false),
        same(size, rows.file),
        batch.lines.map((line) => BigInt(line)),
        batch.faults.map((fault) => fault?.column ?? null),
        batch.faults.map((fault) => fault?.reason ?? null),
        ...places.map((place) => batch.values[place] ?? absent),
      ]);
      appender.appendDataChunk(chunk);
      count += size;
      onRows(count);
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
  return count;
}

/** Adds the rows of earlier deliveries, of any source, that wait for something they refer to. */
export async function addHeldRows(workspace: Workspace, table: SourceTableName): Promise<void> {
  const names = columnNames(table).join(', ');
  await workspace.run(
    `INSERT INTO raw_${table} SELECT source, sequence, run, true, file, line, NULL, NULL, ${names} FROM stage.held_${table}`,
  );
}

function same<T>(size: number, value: T): T[] {
  return Array.from({ length: size }, () => value);
}
