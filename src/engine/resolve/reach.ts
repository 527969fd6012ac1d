import type { Catalog, CatalogAccount } from '../catalog.ts';
import type { ResolvedScope } from '../scope.ts';
import type { Candidate } from './named-things.ts';

/** The accounts that names may reach: everything, or exactly these. */
export interface Reach {
  readonly has: (accountId: string) => boolean;
  readonly everything: boolean;
}

/** The accounts that names in a question may reach: those in view of what was picked, and no others. */
export function reachOf(scope: ResolvedScope): Reach {
  if (scope.accounts === 'all') return { everything: true, has: () => true };
  const ids = new Set(scope.accounts);
  return { everything: false, has: (id) => ids.has(id) };
}

/** The accounts in reach that a thing stands for; for a security or a benchmark none. */
export function accountsBehind(
  catalog: Catalog,
  candidate: Candidate,
  reach: Reach,
): readonly CatalogAccount[] {
  const all = accountsOf(catalog, candidate);
  return reach.everything ? all : all.filter((account) => reach.has(account.id));
}

function accountsOf(catalog: Catalog, { kind, id }: Candidate): readonly CatalogAccount[] {
  if (kind === 'account') {
    const account = catalog.accounts.get(id);
    return account ? [account] : [];
  }
  if (kind === 'portfolio') return catalog.accountsOfPortfolio.get(id) ?? [];
  if (kind === 'client') return catalog.accountsOfClient.get(id) ?? [];
  return kind === 'advisor' ? (catalog.accountsOfAdvisor.get(id) ?? []) : [];
}

const CUSTODIANS_IN_USE = new WeakMap<Catalog, Map<string, CatalogAccount[]>>();

/** Whether it may be named to somebody with this reach. */
export function isVisible(catalog: Catalog, candidate: Candidate, reach: Reach): boolean {
  if (reach.everything || candidate.kind === 'security' || candidate.kind === 'benchmark') return true;
  if (candidate.kind === 'account') return reach.has(candidate.id);
  if (candidate.kind !== 'custodian') return accountsBehind(catalog, candidate, reach).length > 0;
  let byCustodian = CUSTODIANS_IN_USE.get(catalog);
  if (!byCustodian) {
    byCustodian = Map.groupBy(catalog.accounts.values(), (account) => account.custodianId);
    CUSTODIANS_IN_USE.set(catalog, byCustodian);
  }
  return (byCustodian.get(candidate.id) ?? []).some((account) => reach.has(account.id));
}
