import type { Oddity, OddityCode } from '../../accounting/booking.ts';
import { dayFromNumber } from '../../vocabulary/day.ts';
import type { Finding } from '../../vocabulary/run.ts';

const EXAMPLES_MAX = 3;

/** What each oddity means for the figures, in one sentence. */
const MEANING: Readonly<Record<OddityCode, string>> = {
  sold_short: 'Sold more than was held: a short position was opened.',
  removed_beyond_position: 'More was delivered out than was held: the rest is shown as a short position.',
  split_of_nothing: 'A split of a security that was not held: its shares are shown without a cost.',
  split_to_nothing:
    'A split that leaves nothing, or turns the position round: the cost of the shares is lost.',
  spinoff_of_nothing: 'A spin-off from a security that was not held: its shares are shown without a cost.',
  spinoff_without_fraction: 'A spin-off without cost_fraction: no cost was moved to the new shares.',
  merger_of_nothing:
    'A merger of a security that was not held: its shares are shown without a cost, its cash as a gain.',
  return_of_capital_of_nothing:
    'A return of capital on a security that was not held: all of it is shown as a gain.',
  booking_without_security: 'A booking that needs a security has none: only its cash was booked.',
  transfer_without_price: 'A transfer in kind without a price: it counts at the close of its day.',
  position_without_price: 'A position without a close on or before some of its days: it counts as 0 on them.',
  rate_missing: 'No exchange rate leads from one currency to the other: such amounts count as 0.',
  rate_before_first: 'Amounts before the first stated exchange rate were converted at that first rate.',
};

interface Tally {
  rows: number;
  severity: Finding['severity'];
  readonly examples: string[];
}

const RANK = { info: 0, warning: 1, error: 2 } as const;

/** Gathers the oddities of all accounts into one finding a code; it keeps counts and a few examples only. */
export function findingsOf(symbolOf: (securityId: string) => string | null): {
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
      }
    },
    all: () =>
      [...tallies].map(([code, { rows, severity, examples }]) => ({
        code,
        severity,
        text: `${MEANING[code]} For example: ${examples.join('; ')}.`,
        rows,
      })),
  };
}

function exampleOf(oddity: Oddity, symbolOf: (securityId: string) => string | null): string {
  const id = oddity.securityId;
  const what = id === null ? (oddity.currency ?? 'no security') : (symbolOf(id) ?? id);
  return `${what} on ${dayFromNumber(oddity.day)}`;
}
