import { createConnection, type ConnectionOptions, type RowDataPacket } from 'mysql2';
import { Problem } from '../../vocabulary/problem.ts';
import type { ProblemOf } from './dialect.ts';

const ANSWER_MS_MAX = 3_000;
/** By more than this, clocks of machines that are looked after do not differ. */
const CLOCK_SECONDS_OFF_MAX = 60;
const LOOK = `select version() as version, unix_timestamp() as at,
  (select count(*) from information_schema.tables where table_schema = database()) as tables`;

/** Looks at the database of the records for `doctor`, and changes nothing. Throws Problem `store_unavailable`. */
export async function probeRecords(options: ConnectionOptions, problemOf: ProblemOf): Promise<string> {
  const connection = createConnection({ ...options, connectTimeout: ANSWER_MS_MAX });
  connection.on('error', () => undefined);
  try {
    const row = await new Promise<RowDataPacket | undefined>((resolve, reject) => {
      connection.query<RowDataPacket[]>({ sql: LOOK, timeout: ANSWER_MS_MAX }, (error, rows) =>
        error ? reject(error) : resolve(rows[0]),
      );
    });
    const isNew = Number(row?.['tables']) === 0;
    const off_seconds = Math.round(Date.now() / 1_000 - Number(row?.['at']));
    const clocks =
      Math.abs(off_seconds) > CLOCK_SECONDS_OFF_MAX
        ? `; the clock of this machine is ${Math.abs(off_seconds)} s ${off_seconds > 0 ? 'ahead of' : 'behind'} the server's: set the wrong one right`
        : '';
    return `they answer (server ${String(row?.['version'])})${isNew ? '; they are made by whoever starts first' : ''}${clocks}`;
  } catch (error) {
    const problem = problemOf(error);
    if (problem instanceof Problem) throw problem;
    throw new Problem(
      'store_unavailable',
      'The database of the records does not answer as it should; check ASKFOLIO_RECORDS and that the server runs.',
      { cause: error },
    );
  } finally {
    connection.destroy();
  }
}
