import type { Catalog, CatalogAccount } from '../../engine/catalog.ts';
import { accountsInView, resolveScope } from '../../engine/scope.ts';
import type { Day } from '../../vocabulary/day.ts';
import type { RunRecord } from '../../vocabulary/run.ts';
import type { Actor, ScopeChoice } from '../../vocabulary/scope.ts';
import type { CustodianStatus } from '../../vocabulary/status.ts';
import type { NamedCustodian } from './delivery-words.ts';
import type { Awaited } from './late-custodians.ts';

/** What is known of all custodians and of the deliveries. */
export interface Known {
  readonly custodians: readonly CustodianStatus[];
  /** The last runs, of all sources. */
  readonly runs: readonly RunRecord[];
  /** The calendar day of an instant in the firm's time zone. */
  readonly firmDay: (instant: string) => Day;
}

/** The custodians that hold open accounts of a scope. Throws where somebody may not see it. */
export function custodiansInView(
  actor: Actor,
  scope: ScopeChoice,
  catalog: Catalog,
  { custodians, runs, firmDay }: Known,
): readonly Awaited[] {
  const ids = new Set(custodianIds(resolveScope(actor, scope, catalog).members));
  const takenInOn = (sources: readonly string[]): Day | null =>
    runs
      // A run that found nothing new read what lay there before.
      .filter(({ source, status }) => sources.includes(source) && status === 'done')
      .flatMap(({ finishedAt }) => (finishedAt === null ? [] : [firmDay(finishedAt)]))
      .reduce<Day | null>((last, day) => (last === null || day > last ? day : last), null);
  return custodians
    .filter(({ custodian }) => ids.has(custodian))
    .map((each) => ({ ...each, takenInOn: takenInOn(each.sources) }));
}

/** Those that somebody may name. */
export function custodiansNamed(actor: Actor, catalog: Catalog): readonly NamedCustodian[] {
  const ids = new Set(custodianIds(accountsInView(actor, catalog)));
  return [...ids].map((id) => ({ id, name: catalog.custodians.get(id)?.name ?? id }));
}

function custodianIds(accounts: readonly CatalogAccount[]): readonly string[] {
  // From a closed account nothing is to come.
  return accounts.filter(({ closedOn }) => closedOn === null).map(({ custodianId }) => custodianId);
}
