import type { EntityDimension } from '../../vocabulary/plan.ts';
import type { Catalog } from '../catalog.ts';

export type NamedKind = EntityDimension | 'benchmark';

/** A thing with a name that the asker may see. */
export interface Candidate {
  readonly kind: NamedKind;
  readonly id: string;
  readonly label: string;
}

/** A thing with all that it is called. */
export interface Named extends Candidate {
  readonly codes: readonly (string | null)[];
}

/** Everything in a catalog that has a name. */
export function* namedIn(catalog: Catalog): Generator<Named, undefined> {
  const { accounts, portfolios, clients, advisors, custodians, benchmarks, securities } = catalog;
  for (const { id, name, number } of accounts.values())
    yield { kind: 'account', id, label: name, codes: [id, number] };
  const byName = [
    ['portfolio', portfolios],
    ['client', clients],
    ['advisor', advisors],
    ['custodian', custodians],
    ['benchmark', benchmarks],
  ] as const;
  for (const [kind, things] of byName) {
    for (const { id, name } of things.values()) yield { kind, id, label: name, codes: [id] };
  }
  for (const { id, name, symbol, isin, cusip, assetClass } of securities.values()) {
    if (assetClass !== 'Cash') yield { kind: 'security', id, label: name, codes: [id, symbol, isin, cusip] };
  }
}

/** Whether two catalogs call all things alike, in the same order. */
export function haveSameNames(before: Catalog, after: Catalog): boolean {
  const old = namedIn(before);
  for (const each of namedIn(after)) {
    const { value } = old.next();
    if (!value || value.kind !== each.kind || value.label !== each.label) return false;
    if (value.codes.some((code, at) => code !== each.codes[at])) return false;
  }
  return old.next().done === true;
}
