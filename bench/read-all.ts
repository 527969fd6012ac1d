// Reads a table of a source to its end and prints how many rows came and the most memory that it took: one process,
// so that a limit on it can be held. `node bench/read-all.ts ADDRESS TABLE`
import { openSource } from '../src/etl/extract/open-source.ts';
import { EMPTY_DIRECTORY } from '../src/etl/extract/statement/directory.ts';

const [address = '', table = ''] = process.argv.slice(2);
const source = await openSource(
  { path: address, mapping: null },
  () => Promise.resolve(EMPTY_DIRECTORY),
  process.cwd(),
);
const stream = (await source.list()).streams.find((each) => each.table === table);
if (stream === undefined) throw new Error(`the source has no table ${table}`);
let rows = 0;
let chars = 0;
for await (const batch of source.read(stream, stream.columns, null)) {
  rows += batch.packed?.rows ?? batch.lines.length;
  chars += batch.packed?.text.length ?? 0;
}
await source.close();
// Kilobytes, as the system counts them.
const peakBytes = process.resourceUsage().maxRSS * 1_024;
process.stdout.write(`${JSON.stringify({ rows, chars, peakBytes })}\n`);
