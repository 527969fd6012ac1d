import type { Freshness } from '../vocabulary/operations.ts';
import { later, parseDay, type Day } from '../vocabulary/day.ts';
import type { CatalogAccount } from './catalog.ts';
import type { EngineParts } from './figures.ts';
import { guarded, run } from './run.ts';
import { namedRows } from './solve.ts';

/** How far the data of each custodian reach. Rejects with `no_data` before the first publish. */
export type FindFreshness = () => Promise<Freshness>;

/** Of each account its newest statement: a position that an older one stated is no longer to be mended. */
const STATEMENTS =
  'SELECT a.custodian_id AS custodian_id, MAX(s.as_of_date) AS last_statement, ' +
  'SUM(CASE WHEN s.as_of_date = n.newest AND s.difference <> 0 THEN 1 ELSE 0 END) AS breaks ' +
  'FROM reconciliation AS s JOIN accounts AS a ON a.account_id = s.account_id ' +
  'JOIN (SELECT r.account_id AS account_id, MAX(r.as_of_date) AS newest FROM reconciliation AS r ' +
  'GROUP BY r.account_id) AS n ON n.account_id = s.account_id ' +
  'GROUP BY a.custodian_id ORDER BY a.custodian_id';

/** It says nothing of any account, only how the deliveries stand, and so covers all of them. */
export function createFindFreshness({ store, guard, catalog }: EngineParts): FindFreshness {
  return async () => {
    const current = await catalog.current();
    const statements = [{ text: STATEMENTS, parameters: [] }];
    const { results } = await run(
      store,
      await guarded(guard, statements, { accounts: 'all', currency: null }),
    );
    const stated = new Map(namedRows(results[0]).map((row) => [String(row['custodian_id']), row]));
    const accounts = Map.groupBy(current.accounts.values(), ({ custodianId }) => custodianId);
    return {
      asOf: current.version.asOf,
      publishedAt: current.version.publishedAt,
      custodians: [...current.custodians.values()].map(({ id, name }) => {
        const statement = stated.get(id);
        const day = statement?.['last_statement'];
        return {
          custodian: name,
          openAccounts: (accounts.get(id) ?? []).filter(({ closedOn }) => closedOn === null).length,
          lastBooking: newestBooking(accounts.get(id) ?? []),
          lastStatement: typeof day === 'string' ? parseDay(day) : null,
          breaks: Number(statement?.['breaks'] ?? 0),
        };
      }),
    };
  };
}

function newestBooking(accounts: readonly CatalogAccount[]): Day | null {
  return accounts.reduce<Day | null>(
    (newest, { lastBooking }) =>
      newest === null || lastBooking === null ? (lastBooking ?? newest) : later(newest, lastBooking),
    null,
  );
}
