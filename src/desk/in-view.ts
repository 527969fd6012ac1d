import type { InView } from '../api/parts.ts';
import type { Catalog, CatalogAccount, CatalogReader } from '../engine/catalog.ts';
import { accountsInView } from '../engine/scope.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Actor } from '../vocabulary/scope.ts';

/** What an asker may pick, read from the catalog and limited to his or her accounts. */
export function createInView(
  catalog: CatalogReader,
  examplesFor: (view: readonly CatalogAccount[], catalog: Catalog) => readonly string[],
): InView {
  const current = async (): Promise<Catalog | null> => {
    try {
      return await catalog.current();
    } catch (error) {
      if (error instanceof Problem && error.code === 'no_data') return null;
      throw error;
    }
  };
  const view = async <T>(
    actor: Actor,
    make: (view: readonly CatalogAccount[], found: Catalog) => T[],
  ): Promise<T[]> => {
    const found = await current();
    return found ? make(accountsInView(actor, found), found) : [];
  };
  return {
    accounts: (actor) =>
      view(actor, (accounts, found) =>
        accounts.map((account) => ({
          id: account.id,
          name: account.name,
          type: account.type,
          currency: account.currency,
          portfolioId: account.portfolioId,
          clientId: account.clientId,
          custodian: found.custodians.get(account.custodianId)?.name ?? account.custodianId,
          open: account.closedOn === null || account.closedOn > found.version.asOf,
        })),
      ),
    portfolios: (actor) =>
      view(actor, (accounts, found) =>
        [...Map.groupBy(accounts, ({ portfolioId }) => portfolioId)].map(([id, members]) => {
          const portfolio = found.portfolios.get(id);
          return {
            id,
            name: portfolio?.name ?? id,
            clientId: portfolio?.clientId ?? '',
            currency: portfolio?.baseCurrency ?? found.version.firmCurrency,
            accounts: members.length,
          };
        }),
      ),
    clients: (actor) =>
      view(actor, (accounts, found) =>
        [...Map.groupBy(accounts, ({ clientId }) => clientId)].map(([id, members]) => ({
          id,
          name: found.clients.get(id)?.name ?? id,
          advisorId: found.clients.get(id)?.advisorId ?? null,
          portfolios: new Set(members.map(({ portfolioId }) => portfolioId)).size,
        })),
      ),
    asOf: async () => (await current())?.version.asOf ?? null,
    examples: (actor) => view(actor, (accounts, found) => [...examplesFor(accounts, found)]),
  };
}
