import { BIGINT, BOOLEAN, DuckDBDataChunk, VARCHAR } from '@duckdb/node-api';
import type { SourceTableName } from '../../model/source-tables.ts';
import { unpackingSql } from '../extract/packed-rows.ts';
import type { FileQuery, RawBatch } from '../extract/source.ts';
import { columnNames, quoted } from './sql-types.ts';
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
  rows: RawSource & { readonly batches: AsyncIterable<RawBatch> },
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
  const unpack = unpackStatement(table, rows, mark);
  let count = 0;
  try {
    for await (const batch of rows.batches) {
      if (batch.packed !== undefined) {
        const { text, firstLine } = batch.packed;
        await workspace.connection.run(unpack, [BigInt(firstLine), text]);
        count += batch.packed.rows;
        onRows(count);
        continue;
      }
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

type RawSource = { readonly file: string; readonly columns: readonly string[] };

/** Takes packed rows apart into `raw_<table>`; its parameters are the first line and the text. */
function unpackStatement(table: SourceTableName, { file, columns }: RawSource, mark: DeliveryMark): string {
  const values = columnNames(table).map((name) => {
    const place = columns.indexOf(name);
    return place < 0 ? 'NULL' : `nullif(f[${String(place + 1)}], '')`;
  });
  return `INSERT INTO temp.raw_${table} SELECT ${leading(file, mark, '$1::BIGINT + i')}, ${values.join(', ')} FROM (${unpackingSql('$2')})`;
}

function leading(file: string, { source, sequence, run }: DeliveryMark, line: string): string {
  return `${quoted(source)}, ${String(sequence)}, ${quoted(run)}, false, ${quoted(file)}, ${line}, NULL, NULL`;
}

/**
 * Puts what a query of the engine gives into `raw_<table>`. False where the query failed or gave another number of rows
 * than there are: the table is empty again then. Not to be called inside a transaction, which a failure would end.
 */
export async function fillRawTableByQuery(
  workspace: Workspace,
  table: SourceTableName,
  { file, columns, query }: RawSource & { readonly query: FileQuery },
  mark: DeliveryMark,
): Promise<boolean> {
  const names = columnNames(table).map((name) => {
    const place = columns.indexOf(name);
    return place < 0 ? 'NULL' : `q.c${String(place)}`;
  });
  const columnsOfQuery = columns.map((_name, place) => `c${String(place)}`).join(', ');
  try {
    await workspace.run(
      `INSERT INTO temp.raw_${table} SELECT ${leading(file, mark, 'NULL')}, ${names.join(', ')} FROM (${query.sql}) q(${columnsOfQuery})`,
    );
    if ((await workspace.count(`SELECT count(*) FROM temp.raw_${table}`)) === query.rows) {
      // Rows stand in the order of the file.
      await workspace.run(`UPDATE temp.raw_${table} SET line = rowid + ${String(query.firstLine)}`);
      return true;
    }
  } catch {
    // Reading row by row says what is wrong with the file.
  }
  await makeRawTable(workspace, table);
  return false;
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
