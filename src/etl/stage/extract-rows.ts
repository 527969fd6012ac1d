import type { Position, RawBatch, Source, SourceStream } from '../extract/source.ts';
import type { Progress } from '../../vocabulary/run.ts';
import type { Positions } from './positions.ts';
import { makeReadTables, readBatches, readQuery } from './read-rows.ts';
import { columnNames } from './sql-types.ts';
import type { Workspace } from './workspace.ts';

/**
 * Reads the streams of a source, each since its position, into the temporary tables `read_<table>`; other columns are
 * kept out. Gives the positions at which reading ended.
 */
export async function extractRows(
  workspace: Workspace,
  source: Pick<Source, 'read' | 'query'>,
  streams: readonly SourceStream[],
  onProgress: (progress: Progress) => void,
  since: Positions = new Map(),
): Promise<Positions> {
  const ends = new Map<string, Position>();
  for (const stream of streams) {
    await makeReadTables(workspace, stream.table);
    if (stream.unusable !== null) continue;
    const columns = columnNames(stream.table).filter((name) => stream.columns.includes(name));
    const report = (done: number, total: number | null): void =>
      onProgress({ step: 'extract', subject: stream.table, done, total });
    report(0, null);
    const query = (await source.query?.(stream, columns)) ?? null;
    await workspace.expectRows(query?.rows ?? 0);
    if (query !== null && (await readQuery(workspace, stream.table, columns, query))) {
      report(query.rows, query.rows);
      continue;
    }
    const read = source.read(stream, columns, since.get(stream.table) ?? null);
    const batches = noting(read, (position) => ends.set(stream.table, position));
    const count = await readBatches(workspace, stream.table, { columns, batches }, (done) =>
      report(done, null),
    );
    report(count, count);
  }
  return ends;
}

async function* noting(
  batches: AsyncIterable<RawBatch>,
  onPosition: (position: Position) => void,
): AsyncGenerator<RawBatch> {
  for await (const batch of batches) {
    if ((batch.packed?.rows ?? batch.lines.length) > 0) yield batch;
    if (batch.position !== null) onPosition(batch.position);
  }
}
