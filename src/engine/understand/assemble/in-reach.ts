import type { Filter } from '../../../vocabulary/plan.ts';
import type { CatalogAccount } from '../../catalog.ts';
import type { NarrowReading, Surroundings } from './narrow.ts';

/** An advisor's book is asked for, and some of it is out of sight. */
export function exceedsReach(where: readonly Filter[], { catalog, reach }: Surroundings): boolean {
  if (reach.everything) return false;
  return where.some(
    (filter) =>
      filter.kind === 'in' &&
      filter.dimension === 'advisor' &&
      !filter.negated &&
      [...catalog.accounts.values()].some(
        ({ id, advisorId }) => filter.values.includes(advisorId) && advisorId !== null && !reach.has(id),
      ),
  );
}

/** Whether accounts in reach fit all that is named: of three Roths only one is Eleanor's. */
export function holdsAccounts(ways: readonly NarrowReading[], around: Surroundings): boolean {
  const filters = ways.flatMap(({ filters: all }) => all).filter((filter) => filter.kind === 'in');
  const parties = filters.filter(({ dimension, negated }) => !negated && PARTIES.has(dimension));
  if (parties.length < 2) return true;
  return around
    .accountsInReach()
    .some((account) =>
      parties.every(({ dimension, values }) => values.includes(partyOf(account, dimension))),
    );
}

export const PARTIES: ReadonlySet<string> = new Set([
  'account',
  'portfolio',
  'client',
  'advisor',
  'account_type',
]);

/** What an account belongs to, or is, by a dimension of PARTIES. */
export function partyOf(account: CatalogAccount, dimension: string): string | null {
  if (dimension === 'account') return account.id;
  if (dimension === 'portfolio') return account.portfolioId;
  if (dimension === 'client') return account.clientId;
  return dimension === 'advisor' ? account.advisorId : account.type;
}
