import { Readable } from 'node:stream';
import type { ProductTable } from '../../model/product-tables.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import { Problem } from '../../vocabulary/problem.ts';
import type { ParcelReader } from './parcel-reader.ts';
import { identifier, ROW_NUMBER } from './schema.ts';
import type { Session } from './session.ts';

const LOAD_NAME = 'rows';

/**
 * Loads a table's rows from a parcel into a physical table, a bounded number of them in each statement: by LOAD DATA
 * LOCAL, or by INSERT where `local` is false because the server does not let its clients load. Throws Problem
 * `store_corrupt` where the server kept other values than it was given.
 */
export async function loadRows(
  session: Session,
  parcel: ParcelReader,
  name: string,
  table: ProductTable,
  physicalName: string,
  local: boolean,
): Promise<void> {
  const columns = [...Object.keys(table.columns), ROW_NUMBER].map(identifier).join(', ');
  const lines = parcel.lines(name, table);
  const rowsMax = local ? LIMITS.store_load_rows_max : LIMITS.store_insert_rows_max;
  const load = local ? loadLocally : insert;
  for (let batch = await firstOf(lines); batch !== null;) {
    const source = new Batch(lines, batch, rowsMax);
    const { rows, warnings } = await load(session, identifier(physicalName), columns, source);
    if (rows !== source.count || warnings > 0) throw await notKept(session, name);
    batch = await source.rest();
  }
}

async function firstOf(lines: AsyncGenerator<readonly string[]>): Promise<readonly string[] | null> {
  const next = await lines.next();
  return next.done === true ? null : next.value;
}

/** Up to `max` rows of a stream of chunks, beginning with one that has been read already. */
class Batch {
  readonly #lines: AsyncGenerator<readonly string[]>;
  readonly #max: number;
  #left: readonly string[] | null;
  count = 0;

  constructor(lines: AsyncGenerator<readonly string[]>, first: readonly string[], max: number) {
    this.#lines = lines;
    this.#left = first;
    this.#max = max;
  }

  async *chunks(): AsyncGenerator<readonly string[]> {
    while (this.#left !== null && this.count < this.#max) {
      const taken = this.#left.slice(0, this.#max - this.count);
      const kept = this.#left.slice(taken.length);
      this.count += taken.length;
      yield taken;
      this.#left = kept.length > 0 ? kept : await firstOf(this.#lines);
    }
  }

  /** What comes after it; null at the end. */
  async rest(): Promise<readonly string[] | null> {
    return this.#left;
  }
}

type Loaded = Promise<{ readonly rows: number; readonly warnings: number }>;

async function loadLocally(session: Session, target: string, columns: string, batch: Batch): Loaded {
  let failure: unknown = null;
  const text = Readable.from(
    (async function* () {
      try {
        for await (const chunk of batch.chunks()) yield Buffer.from(`${chunk.join('\n')}\n`, 'utf8');
      } catch (error) {
        failure = error;
        throw error;
      }
    })(),
    { objectMode: false, highWaterMark: 1 << 20 },
  );
  const loaded = await session.change({
    sql:
      `LOAD DATA LOCAL INFILE '${LOAD_NAME}' INTO TABLE ${target} CHARACTER SET utf8mb4 ` +
      `FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (${columns})`,
    infileStreamFactory: () => text,
  });
  if (failure !== null) throw failure;
  return loaded;
}

async function insert(session: Session, target: string, columns: string, batch: Batch): Loaded {
  const rows: string[] = [];
  for await (const chunk of batch.chunks())
    for (const line of chunk) rows.push(`(${line.split('\t').map(literalOf).join(', ')})`);
  return session.change({ sql: `INSERT INTO ${target} (${columns}) VALUES ${rows.join(', ')}` });
}

/** A cell of a line as it is written in a statement; a session's strings know the same escapes. */
function literalOf(cell: string): string {
  return cell === '\\N' ? 'NULL' : `'${cell.replaceAll("'", "''")}'`;
}

/** The server's words are kept for a debugger alone: they quote values. */
async function notKept(session: Session, name: string): Promise<Problem> {
  const warnings = await session.query('SHOW WARNINGS').catch(() => []);
  return new Problem(
    'store_corrupt',
    `The database could not keep every value of ${name} as it is (an id may be longer than it takes); nothing was changed.`,
    { cause: warnings },
  );
}
