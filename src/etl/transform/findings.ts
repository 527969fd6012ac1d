import type { Oddity, OddityCode } from '../../accounting/booking.ts';
import { FINDINGS } from '../../model/findings.ts';
import { dayFromNumber } from '../../vocabulary/day.ts';
import type { Finding } from '../../vocabulary/run.ts';
import type { TableWriter } from './table-writer.ts';

const EXAMPLES_MAX = 3;

interface Tally {
  rows: number;
  severity: Finding['severity'];
  readonly examples: string[];
}

const RANK = { info: 0, warning: 1, error: 2 } as const;

/**
 * Gathers the oddities of all accounts into one finding a code; it keeps counts and a few examples only. Each oddity
 * goes to the table of findings as it comes.
 */
export function findingsOf(
  symbolOf: (securityId: string) => string | null,
  table: Pick<TableWriter, 'add'>,
): {
  readonly add: (oddities: readonly Oddity[]) => void;
  readonly all: () => readonly Finding[];
} {
  const tallies = new Map<OddityCode, Tally>();
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
        const { accountId, securityId, code, severity, day, currency } = oddity;
        const symbol = securityId === null ? null : symbolOf(securityId);
        table.add([accountId, securityId, symbol, code, severity, day, day, 1, currency, null, null]);
      }
    },
    all: () =>
      [...tallies].map(([code, { rows, severity, examples }]) => ({
        code,
        severity,
        text: `${FINDINGS[code].meaning} For example: ${examples.join('; ')}.`,
        rows,
      })),
  };
}

function exampleOf(oddity: Oddity, symbolOf: (securityId: string) => string | null): string {
  const id = oddity.securityId;
  const what = id === null ? (oddity.currency ?? 'no security') : (symbolOf(id) ?? id);
  return `${what} on ${dayFromNumber(oddity.day)}`;
}
