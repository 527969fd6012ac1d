import { createHash } from 'node:crypto';
import { PRODUCT_TABLE_NAMES, productTable } from '../model/product-tables.ts';
import { MadeOnce } from '../vocabulary/made-once.ts';
import type { AccountSet } from '../vocabulary/scope.ts';
import type { Marks } from '../store/marks.ts';
import type { Catalog } from './catalog.ts';

const SHARED_TABLES = PRODUCT_TABLE_NAMES.filter((name) => productTable(name).kind === 'shared');

const OF_ALL = new MadeOnce<string>();
const OF_ACCOUNTS = new MadeOnce<string>();
const OF_FIRM = new MadeOnce<string>();

/**
 * Stands for all that what is said to somebody who sees these accounts, in this order, may rest on at a catalog's
 * version. Where two versions give the same, what was read or worked out on one is right on the other, whatever was
 * published of other accounts between them. Where the store does not know its marks it is another one for each version.
 */
export function viewMark(catalog: Catalog, accounts: AccountSet): string {
  const { marks } = catalog;
  if (marks === null) return JSON.stringify([catalog.version.id, catalog.version.publishedAt]);
  return accounts === 'all'
    ? OF_ALL.of(catalog, [], () => digestOf([firmMark(catalog, marks), marks.everyAccount]))
    : OF_ACCOUNTS.of(accounts, [catalog], () =>
        digestOf([
          firmMark(catalog, marks),
          accounts.map((account) => marks.accounts.get(account) ?? marks.otherAccounts),
          portfoliosBeside(catalog, accounts),
        ]),
      );
}

/** What everybody's answers rest on: what belongs to no account, and the little that is told by all accounts together. */
function firmMark(catalog: Catalog, marks: Marks): string {
  return OF_FIRM.of(catalog, [], () => {
    const { id, publishedAt, asOf, firmCurrency } = catalog.version;
    return digestOf([
      asOf,
      firmCurrency,
      SHARED_TABLES.map((name) => marks.tables.get(name) ?? [id, publishedAt]),
      // The words for currencies are those of every account.
      [...new Set([...catalog.accounts.values()].map(({ currency }) => currency))].toSorted(),
      // Whether somebody sees all of an advisor's accounts is told by how many there are.
      [...catalog.accountsOfAdvisor].map(([advisor, { length }]) => [advisor, length]),
    ]);
  });
}

/** The portfolios of the clients whose accounts these are: a client's currency is the one that all of them share. */
function portfoliosBeside({ accounts: known, accountsOfClient }: Catalog, accounts: readonly string[]) {
  const clients = new Set(accounts.flatMap((account) => known.get(account)?.clientId ?? []));
  return [...clients].map((client) => [
    ...new Set(accountsOfClient.get(client)?.map(({ portfolioId }) => portfolioId)),
  ]);
}

function digestOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
