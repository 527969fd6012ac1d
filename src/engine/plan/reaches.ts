import type { ReadScope } from '../../vocabulary/scope.ts';
import type { Catalog } from '../catalog.ts';
import type { FigureQuery } from '../compile/figure-query.ts';
import { scopeOfAccounts, type ResolvedScope } from '../scope.ts';
import type { NarrowedScope } from './narrow.ts';

/** Rates that each group has in a currency of its own: they compare as they are, amounts only in one currency. */
const OWN_RATES: ReadonlySet<string> = new Set([
  'twr',
  'twr_gross',
  'twr_annualized',
  'mwr',
  'benchmark_return',
  'excess_return',
  'volatility',
  'sharpe',
  'max_drawdown',
  'max_drawdown_from',
  'max_drawdown_to',
  'yield',
  'turnover',
  'fee_rate',
  'unrealized_return',
]);

/** What is made of each group by itself, or can be added up over statements. */
const OF_EACH: ReadonlySet<string> = new Set(['extreme', 'change', 'count', 'proportion']);

const KINDS = [
  ['account', 'accounts'],
  ['portfolio', 'portfolio'],
  ['client', 'client'],
] as const satisfies readonly (readonly [string, ResolvedScope['kind']])[];

/**
 * What the statements of a query read: one for the whole scope in its currency, or, where only rates are asked for by
 * account, portfolio or client, one for each currency in which such a group has its own figures.
 */
export function reachesOf(
  query: FigureQuery,
  { picked, asked }: NarrowedScope,
  currency: string,
  fixed: boolean,
  catalog: Catalog,
): readonly ReadScope[] {
  const whole: readonly ReadScope[] = [{ accounts: picked.accounts, currency }];
  const kind = KINDS.find(([key]) => query.keys.some((each) => each === key));
  const derived = query.derive !== null && !OF_EACH.has(query.derive);
  if (fixed || derived || kind === undefined || !query.metrics.every((name) => OWN_RATES.has(name)))
    return whole;
  const [key, reading] = kind;
  const groups = Map.groupBy(asked.members, (account) => {
    return key === 'account' ? account.id : key === 'portfolio' ? account.portfolioId : account.clientId;
  });
  const byCurrency = new Map<string, string[]>();
  for (const members of groups.values()) {
    const own = scopeOfAccounts(members, reading, catalog).currency;
    const ids = members.map(({ id }) => id);
    const known = byCurrency.get(own);
    if (known === undefined) byCurrency.set(own, ids);
    else known.push(...ids);
  }
  if (byCurrency.size < 2)
    return [...byCurrency.keys()].map((own) => ({ accounts: picked.accounts, currency: own }));
  return [...byCurrency]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([own, accounts]) => ({ accounts, currency: own }));
}

/** A currency in which every account keeps its figures. */
export function reportsIn(currency: string, { asked }: NarrowedScope, catalog: Catalog): boolean {
  if (currency === catalog.version.firmCurrency || currency === asked.currency) return true;
  return asked.members.every((account) => {
    const bases = (catalog.accountsOfClient.get(account.clientId) ?? []).map(
      ({ portfolioId }) => catalog.portfolios.get(portfolioId)?.baseCurrency,
    );
    const own = catalog.portfolios.get(account.portfolioId)?.baseCurrency;
    return account.currency === currency || own === currency || bases.every((base) => base === currency);
  });
}
