import type { DuckDBConnection } from '@duckdb/node-api';
import type { Oddity, OddityCode } from '../../accounting/booking.ts';
import { FINDINGS } from '../../model/findings.ts';
import { dayFromNumber } from '../../vocabulary/day.ts';
import type { Finding } from '../../vocabulary/run.ts';
import { quoted } from '../stage/sql-types.ts';

const EXAMPLES_MAX = 3;
const INSERT_ROWS = 500;
const COLUMNS = 'account_id, security_id, symbol, code, severity, from_date, to_date, occurrences, detail';

/** What was met of one kind of oddity, in some accounts. */
export interface Tally {
  readonly code: OddityCode;
  readonly rows: number;
  readonly severity: Finding['severity'];
  /** A few of them, in the order of the accounts. */
  readonly examples: readonly string[];
}

const RANK = { info: 0, warning: 1, error: 2 } as const;

/**
 * Gathers the oddities of all accounts into one finding a code, with a few examples; each by itself goes into
 * `parcel.findings`.
 */
export function findingsOf(symbolOf: (securityId: string) => string | null): {
  readonly add: (oddities: readonly Oddity[]) => void;
  readonly insert: (connection: DuckDBConnection) => Promise<void>;
  readonly tallies: () => readonly Tally[];
} {
  const tallies = new Map<OddityCode, Tally>();
  const rows: string[] = [];
  return {
    add(oddities) {
      for (const oddity of oddities) {
        const { code, severity } = oddity;
        const met = { code, severity, rows: 1, examples: [exampleOf(oddity, symbolOf)] };
        tallies.set(code, together(tallies.get(code), met));
        rows.push(rowOf(oddity, symbolOf));
      }
    },
    async insert(connection) {
      for (let from = 0; from < rows.length; from += INSERT_ROWS) {
        const values = rows.slice(from, from + INSERT_ROWS).join(', ');
        await connection.run(`INSERT INTO parcel.main.findings (${COLUMNS}) VALUES ${values}`);
      }
    },
    tallies: () => [...tallies.values()],
  };
}

/** One finding a code of what was met in several shares of the accounts, given in their order. */
export function findingsFrom(shares: readonly (readonly Tally[])[]): readonly Finding[] {
  const all = new Map<OddityCode, Tally>();
  for (const tally of shares.flat()) all.set(tally.code, together(all.get(tally.code), tally));
  return [...all.values()].map(({ code, rows, severity, examples }) => ({
    code,
    severity,
    text: `${FINDINGS[code].meaning} For example: ${examples.join('; ')}.`,
    rows,
  }));
}

function together(before: Tally | undefined, next: Tally): Tally {
  if (!before) return next;
  const isFull = before.examples.length === EXAMPLES_MAX;
  return {
    code: before.code,
    rows: before.rows + next.rows,
    severity: RANK[next.severity] > RANK[before.severity] ? next.severity : before.severity,
    examples: isFull
      ? before.examples
      : [...new Set([...before.examples, ...next.examples])].slice(0, EXAMPLES_MAX),
  };
}

function rowOf(oddity: Oddity, symbolOf: (securityId: string) => string | null): string {
  const { accountId, securityId, code, severity, currency } = oddity;
  const day = `DATE '${dayFromNumber(oddity.day)}'`;
  const symbol = securityId === null ? null : symbolOf(securityId);
  const named = [accountId, securityId, symbol, code, severity].map(literal);
  return `(${named.join(', ')}, ${day}, ${day}, 1, ${literal(currency)})`;
}

function literal(value: string | null): string {
  return value === null ? 'NULL' : quoted(value);
}

function exampleOf(oddity: Oddity, symbolOf: (securityId: string) => string | null): string {
  const id = oddity.securityId;
  const what = id === null ? (oddity.currency ?? 'no security') : (symbolOf(id) ?? id);
  return `${what} on ${dayFromNumber(oddity.day)}`;
}
