import type { Catalog, CatalogAccount, CatalogSecurity } from '../../src/engine/catalog.ts';
import { NO_DOUBTS } from '../../src/engine/doubts.ts';
import { dayOf, parseDay } from '../../src/vocabulary/day.ts';

type Row = Readonly<Record<string, string | null>>;

/** A catalog from rows as they stand in the source tables, for tests of what is understood. */
export function catalogOf(tables: Readonly<Record<string, readonly Row[]>>, asOf: string): Catalog {
  const rows = (name: string): readonly Row[] => tables[name] ?? [];
  const text = (row: Row, column: string): string => row[column] ?? '';
  const maybe = (row: Row, column: string): string | null => row[column] || null;
  const clients = new Map(
    rows('clients').map((row) => {
      const id = text(row, 'client_id');
      return [id, { id, name: text(row, 'name'), advisorId: maybe(row, 'advisor_id') }] as const;
    }),
  );
  const portfolios = new Map(
    rows('portfolios').map((row) => {
      const id = text(row, 'portfolio_id');
      return [
        id,
        {
          id,
          name: text(row, 'name'),
          clientId: text(row, 'client_id'),
          baseCurrency: text(row, 'base_currency'),
          benchmarkId: maybe(row, 'benchmark_id'),
        },
      ] as const;
    }),
  );
  const accounts = new Map(
    rows('accounts').map((row): readonly [string, CatalogAccount] => {
      const id = text(row, 'account_id');
      const portfolioId = text(row, 'portfolio_id');
      const clientId = portfolios.get(portfolioId)?.clientId ?? '';
      return [
        id,
        {
          id,
          name: text(row, 'name'),
          number: maybe(row, 'account_number'),
          type: maybe(row, 'account_type'),
          currency: text(row, 'currency'),
          costMethod: maybe(row, 'cost_method'),
          portfolioId,
          clientId,
          advisorId: clients.get(clientId)?.advisorId ?? null,
          custodianId: text(row, 'custodian_id'),
          openedOn: parseDay(row['opened_on'] ?? ''),
          closedOn: parseDay(row['closed_on'] ?? ''),
          firstBooking: parseDay(row['opened_on'] ?? ''),
          lastBooking: dayOf(asOf),
        },
      ];
    }),
  );
  const named = (table: string, key: string) =>
    new Map(
      rows(table).map((row) => [text(row, key), { id: text(row, key), name: text(row, 'name') }] as const),
    );
  const securities = new Map(
    rows('securities').map((row): readonly [string, CatalogSecurity] => {
      const id = text(row, 'security_id');
      return [
        id,
        {
          id,
          symbol: maybe(row, 'symbol'),
          name: text(row, 'name'),
          isin: maybe(row, 'isin'),
          cusip: maybe(row, 'cusip'),
          assetClass: text(row, 'asset_class'),
          sector: maybe(row, 'sector'),
          country: maybe(row, 'country'),
          currency: text(row, 'currency'),
          maturesOn: parseDay(row['maturity_date'] ?? ''),
        },
      ];
    }),
  );
  const all = [...accounts.values()];
  return {
    version: { id: 'v1', asOf: dayOf(asOf), publishedAt: `${asOf}T00:00:00Z`, firmCurrency: 'USD' },
    accounts,
    portfolios,
    clients,
    advisors: named('advisors', 'advisor_id'),
    custodians: named('custodians', 'custodian_id'),
    securities,
    benchmarks: named('benchmarks', 'benchmark_id'),
    marks: null,
    doubts: NO_DOUBTS,
    accountsOfPortfolio: Map.groupBy(all, (account) => account.portfolioId),
    accountsOfClient: Map.groupBy(all, (account) => account.clientId),
    accountsOfAdvisor: Map.groupBy(
      all.filter((account) => account.advisorId !== null),
      (account) => account.advisorId ?? '',
    ),
  };
}
