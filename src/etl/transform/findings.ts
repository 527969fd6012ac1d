import type { DuckDBConnection } from '@duckdb/node-api';
import type { Oddity, OddityCode } from '../../accounting/booking.ts';
import { FINDINGS } from '../../model/findings.ts';
import { dayFromNumber } from '../../vocabulary/day.ts';
import type { Finding } from '../../vocabulary/run.ts';
import { quoted } from '../stage/sql-types.ts';

const EXAMPLES_MAX = 3;
const INSERT_ROWS = 500;
const COLUMNS = 'account_id, security_id, symbol, code, severity, from_date, to_date, occurrences, detail';

interface Tally {
  rows: number;
  severity: Finding['severity'];
  readonly examples: string[];
}

const RANK = { info: 0, warning: 1, error: 2 } as const;

/**
 * Gathers the oddities of all accounts into one finding a code, with a few examples; each by itself goes into
 * `parcel.findings`.
 */
export function findingsOf(symbolOf: (securityId: string) => string | null): {
  readonly add: (oddities: readonly Oddity[]) => void;
  readonly insert: (connection: DuckDBConnection) => Promise<void>;
  readonly all: () => readonly Finding[];
} {
  const tallies = new Map<OddityCode, Tally>();
  const rows: string[] = [];
  return {
    add(oddities) {
      for (const oddity of oddities) {
        const tally = tallies.get(oddity.code) ?? { rows: 0, severity: oddity.severity, examples: [] };
        tally.rows += 1;
        if (RANK[oddity.severity] > RANK[tally.severity]) tally.severity = oddity.severity;
        const example = exampleOf(oddity, symbolOf);
        if (tally.examples.length < EXAMPLES_MAX && !tally.examples.includes(example))
          tally.examples.push(example);
        tallies.set(oddity.code, tally);
        rows.push(rowOf(oddity, symbolOf));
      }
    },
    async insert(connection) {
      for (let from = 0; from < rows.length; from += INSERT_ROWS) {
        const values = rows.slice(from, from + INSERT_ROWS).join(', ');
        await connection.run(`INSERT INTO parcel.main.findings (${COLUMNS}) VALUES ${values}`);
      }
    },
    all: () =>
      [...tallies].map(([code, { rows: count, severity, examples }]) => ({
        code,
        severity,
        text: `${FINDINGS[code].meaning} For example: ${examples.join('; ')}.`,
        rows: count,
      })),
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
