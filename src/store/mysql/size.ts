import type { Session } from './session.ts';

const SIZE = `SELECT COALESCE(SUM(data_length + index_length + data_free), 0) AS bytes
  FROM information_schema.tables WHERE table_schema = DATABASE()`;

/**
 * Bytes that the database takes at its server: rows, keys and what is free in the files of its tables, as the server
 * estimates it. It takes no right that a reader does not have.
 */
export async function sizeBytes(session: Session): Promise<number> {
  // MySQL tells what it counted up to a day ago, unless it is asked not to; MariaDB counts each time.
  if (session.flavour.family === 'mysql')
    await session.query('SET SESSION information_schema_stats_expiry = 0');
  const [row] = await session.query(SIZE);
  return Number(row?.['bytes'] ?? 0);
}
