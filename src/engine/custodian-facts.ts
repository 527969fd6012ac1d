import type { Guard } from '../guard/port.ts';
import type { Store } from '../store/port.ts';
import { parseDay } from '../vocabulary/day.ts';
import type { CustodianStatus } from '../vocabulary/status.ts';
import { guarded, run } from './run.ts';

const STATEMENTS = [
  `SELECT accounts.custodian_id, max(accounts.last_booking) AS day
   FROM accounts GROUP BY accounts.custodian_id ORDER BY accounts.custodian_id`,
  `SELECT accounts.custodian_id, max(reconciliation.as_of_date) AS day
   FROM reconciliation JOIN accounts ON accounts.account_id = reconciliation.account_id
   GROUP BY accounts.custodian_id`,
  `SELECT accounts.custodian_id, count(*) AS breaks
   FROM reconciliation
   JOIN accounts ON accounts.account_id = reconciliation.account_id
   JOIN (SELECT account_id, max(as_of_date) AS day FROM reconciliation GROUP BY account_id) AS newest
     ON newest.account_id = reconciliation.account_id AND newest.day = reconciliation.as_of_date
   WHERE reconciliation.difference <> 0
   GROUP BY accounts.custodian_id`,
  'SELECT custodians.custodian_id, custodians.name FROM custodians',
  `SELECT DISTINCT accounts.custodian_id, booking_origins.source
   FROM accounts
   JOIN booking_origins ON booking_origins.account_id = accounts.account_id
     AND booking_origins.trade_date = accounts.last_booking
   ORDER BY accounts.custodian_id, booking_origins.source`,
].map((text) => ({ text, parameters: [] }));

/** What the data say of each custodian, read once a version; empty before the first import. */
export function createCustodianFacts(parts: {
  readonly store: Store;
  readonly guard: Guard;
}): () => Promise<readonly CustodianStatus[]> {
  let held: { readonly id: string; readonly facts: readonly CustodianStatus[] } | null = null;
  return async () => {
    const version = await parts.store.version();
    if (version === null) return [];
    if (held?.id === version.id) return held.facts;
    const judged = await guarded(parts.guard, STATEMENTS, { accounts: 'all', currency: null });
    const { version: read, results } = await run(parts.store, judged);
    const told = results.map(({ rows }) =>
      rows.map(([id, value]) => [String(id), String(value ?? '')] as const),
    );
    const [bookings, statements, breaks, names] = told.map((rows) => new Map(rows));
    const sources = Map.groupBy(told[4] ?? [], ([custodian]) => custodian);
    const facts = [...(bookings ?? [])].map(([custodian, booked]): CustodianStatus => {
      const stated = statements?.get(custodian) ?? '';
      return {
        custodian,
        name: names?.get(custodian) ?? custodian,
        lastDay: parseDay(stated > booked ? stated : booked),
        breaks: Number(breaks?.get(custodian) ?? 0),
        sources: (sources.get(custodian) ?? []).map(([, source]) => source),
      };
    });
    held = { id: read.id, facts };
    return facts;
  };
}
