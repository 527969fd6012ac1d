import type { Source, SourceStream } from '../extract/source.ts';
import type { Progress } from '../../vocabulary/run.ts';
import { fillRawTable, makeRawTable } from './raw-rows.ts';
import type { DeliveryMark } from './raw-rows.ts';
import { columnNames } from './sql-types.ts';
import type { Workspace } from './workspace.ts';

/** Reads the streams of a source into the temporary tables `raw_<table>`, as text; other columns are kept out. */
export async function extractRows(
  workspace: Workspace,
  source: Source,
  streams: readonly SourceStream[],
  mark: DeliveryMark,
  onProgress: (progress: Progress) => void,
): Promise<void> {
  for (const stream of streams) {
    await makeRawTable(workspace, stream.table);
    if (stream.unusable !== null) continue;
    const columns = columnNames(stream.table).filter((name) => stream.columns.includes(name));
    const report = (done: number, total: number | null): void =>
      onProgress({ step: 'extract', subject: stream.table, done, total });
    report(0, null);
    const batches = source.read(stream, columns);
    const rows = { file: stream.file, columns, batches };
    const count = await fillRawTable(workspace, stream.table, rows, mark, (done) => report(done, null));
    report(count, count);
  }
}
