import { Problem } from '../../vocabulary/problem.ts';

/** The two families of servers that speak this protocol, and what differs between them. */
export interface Flavour {
  readonly family: 'mysql' | 'mariadb';
  /** As the server says it. */
  readonly version: string;
  /** Compares text byte by byte, blanks at its end included, as the embedded store does. */
  readonly collation: string;
  /** `name = value` that ends a statement of this session after so many seconds on the server's side. */
  readonly statementLimit: (seconds: number) => string;
}

const MYSQL_MIN: readonly [number, number] = [8, 0];
const MARIADB_MIN: readonly [number, number] = [10, 11];

/** Throws Problem `store_unavailable` for a server that is too old to give the same figures. */
export function flavourOf(version: string): Flavour {
  const isMaria = /mariadb/i.test(version);
  const [, major = '0', minor = '0'] = /^(?:5\.5\.5-)?(\d+)\.(\d+)/.exec(version) ?? [];
  const [least, below] = isMaria ? MARIADB_MIN : MYSQL_MIN;
  if (Number(major) < least || (Number(major) === least && Number(minor) < below)) {
    throw new Problem(
      'store_unavailable',
      'The database server is too old; use MySQL 8.4 or 9, or MariaDB 10.11 or later.',
    );
  }
  return isMaria
    ? {
        family: 'mariadb',
        version,
        collation: 'utf8mb4_nopad_bin',
        statementLimit: (seconds) => `max_statement_time = ${seconds}`,
      }
    : {
        family: 'mysql',
        version,
        collation: 'utf8mb4_0900_bin',
        statementLimit: (seconds) => `max_execution_time = ${Math.ceil(seconds * 1_000)}`,
      };
}
