import { FINDING_CODES, findingKind, type FindingCode } from '../model/findings.ts';
import { dayOf, type Day } from '../vocabulary/day.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import type { Cell, Rows } from '../vocabulary/rows.ts';

/** A finding that figures of its account depend on. */
export interface Doubt {
  readonly code: FindingCode;
  readonly security: string | null;
  readonly from: Day;
  readonly to: Day;
  readonly occurrences: number;
  /** In words; of an exchange rate the pair, `EUR/USD`. */
  readonly detail: string | null;
  /** What the position is worth on the last day, in the account's currency; null where it is not held then. */
  readonly value: number | null;
}

/** What is doubtful at one data version, kept with the names: an answer looks here and reads nothing more. */
export interface Doubts {
  /** By account; one without any is not in it. */
  readonly byAccount: ReadonlyMap<string, readonly Doubt[]>;
  /** On the last day, by account: positions other than cash, and what all is worth in the account's currency. */
  readonly held: ReadonlyMap<string, { readonly positions: number; readonly value: number }>;
  /** The last day's rates by pair, `EUR/USD`; only as exact as a share needs. */
  readonly rates: ReadonlyMap<string, number>;
}

export const NO_DOUBTS: Doubts = { byAccount: new Map(), held: new Map(), rates: new Map() };

const BENDING = FINDING_CODES.filter((code) => findingKind(code).bends !== null);

/** The newest doubts where there are more than can be kept. */
export const DOUBT_STATEMENTS = {
  doubts:
    'SELECT f.account_id, f.code, f.security_id, f.from_date, f.to_date, f.occurrences, f.detail, h.market_value ' +
    'FROM findings AS f LEFT JOIN holdings AS h ON h.account_id = f.account_id AND h.security_id = f.security_id ' +
    `WHERE f.code IN (${BENDING.map((code) => `'${code}'`).join(', ')}) ` +
    `ORDER BY f.to_date DESC, f.account_id, f.code, f.security_id, f.from_date LIMIT ${String(LIMITS.doubts_kept_max)}`,
  held:
    "SELECT h.account_id, COUNT(CASE WHEN h.security_id NOT LIKE 'CASH:%' THEN 1 END) AS positions, " +
    'SUM(h.market_value) AS market_value FROM holdings AS h ' +
    'WHERE EXISTS (SELECT 1 FROM findings AS f) GROUP BY h.account_id ORDER BY h.account_id',
  lastRates:
    'SELECT r.from_currency, r.to_currency, r.rate FROM conversion_rates AS r ' +
    'WHERE r.rate_date = (SELECT MAX(x.rate_date) FROM conversion_rates AS x) ORDER BY r.from_currency, r.to_currency',
} as const;

/** From the results of DOUBT_STATEMENTS, in their order. */
export function doubtsOf([doubtRows, heldRows, rateRows]: readonly (Rows | undefined)[]): Doubts {
  const byAccount = new Map<string, Doubt[]>();
  for (const [account, code, security, from, to, occurrences, detail, value] of doubtRows?.rows ?? []) {
    const known = BENDING.find((each) => each === code);
    if (known === undefined) continue;
    const doubt: Doubt = {
      code: known,
      security: textOrNull(security),
      from: dayOf(String(from)),
      to: dayOf(String(to)),
      occurrences: Number(occurrences),
      detail: textOrNull(detail),
      value: value === null || value === undefined ? null : Number(value),
    };
    const others = byAccount.get(String(account));
    if (others) others.push(doubt);
    else byAccount.set(String(account), [doubt]);
  }
  const held = (heldRows?.rows ?? []).map(
    ([account, positions, value]) =>
      [String(account), { positions: Number(positions), value: Number(value ?? 0) }] as const,
  );
  const rates = (rateRows?.rows ?? []).map(
    ([from, to, rate]) => [`${String(from)}/${String(to)}`, Number(rate)] as const,
  );
  return { byAccount, held: new Map(held), rates: new Map(rates) };
}

function textOrNull(cell: Cell | undefined): string | null {
  return cell === null || cell === undefined ? null : String(cell);
}
