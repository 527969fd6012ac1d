import type { Guard } from '../guard/port.ts';
import type { GuardedSql } from '../guard/guarded-sql.ts';
import type { Marks } from '../store/marks.ts';
import type { DataVersion, Store } from '../store/port.ts';
import type { EntityDimension } from '../vocabulary/plan.ts';
import { prepareNameIndex } from './resolve/name-index.ts';
import { dayOf, type Day } from '../vocabulary/day.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Problem } from '../vocabulary/problem.ts';
import type { Cell, Rows } from '../vocabulary/rows.ts';
import { DOUBT_STATEMENTS, doubtsOf, type Doubts } from './doubts.ts';

export interface CatalogAccount {
  readonly id: string;
  readonly name: string;
  readonly number: string | null;
  readonly type: string | null;
  readonly currency: string;
  readonly costMethod: string | null;
  readonly portfolioId: string;
  readonly clientId: string;
  readonly advisorId: string | null;
  readonly custodianId: string;
  readonly openedOn: Day | null;
  readonly closedOn: Day | null;
  readonly firstBooking: Day | null;
  readonly lastBooking: Day | null;
}

export interface CatalogPortfolio {
  readonly id: string;
  readonly name: string;
  readonly clientId: string;
  readonly baseCurrency: string;
  readonly benchmarkId: string | null;
}

export interface CatalogClient {
  readonly id: string;
  readonly name: string;
  readonly advisorId: string | null;
}

/** An advisor, a custodian or a benchmark. */
export interface CatalogName {
  readonly id: string;
  readonly name: string;
}

export interface CatalogSecurity {
  readonly id: string;
  readonly symbol: string | null;
  readonly name: string;
  readonly isin: string | null;
  readonly cusip: string | null;
  readonly assetClass: string;
  readonly sector: string | null;
  readonly country: string | null;
  readonly currency: string;
  /** When a bond is repaid; null for everything else, and where it is not known. */
  readonly maturesOn: Day | null;
}

/** The names of everything at one data version. It knows every account: whoever shows it limits it to the actor's. */
export interface Catalog {
  readonly version: DataVersion;
  /** What the version has in common with earlier ones; null where the store moved on before that was read. */
  readonly marks: Marks | null;
  readonly accounts: ReadonlyMap<string, CatalogAccount>;
  readonly portfolios: ReadonlyMap<string, CatalogPortfolio>;
  readonly clients: ReadonlyMap<string, CatalogClient>;
  readonly advisors: ReadonlyMap<string, CatalogName>;
  readonly custodians: ReadonlyMap<string, CatalogName>;
  readonly securities: ReadonlyMap<string, CatalogSecurity>;
  readonly benchmarks: ReadonlyMap<string, CatalogName>;
  readonly doubts: Doubts;
  readonly accountsOfPortfolio: ReadonlyMap<string, readonly CatalogAccount[]>;
  readonly accountsOfClient: ReadonlyMap<string, readonly CatalogAccount[]>;
  readonly accountsOfAdvisor: ReadonlyMap<string, readonly CatalogAccount[]>;
}

export interface CatalogReader {
  /** The catalog of the version that a read would see now. Rejects with `no_data` before the first publish. */
  current(): Promise<Catalog>;
}

const STATEMENTS = {
  accounts:
    'SELECT account_id, name, account_number, account_type, currency, cost_method, portfolio_id, custodian_id, ' +
    'opened_on, closed_on, first_booking, last_booking FROM accounts ORDER BY account_id',
  portfolios:
    'SELECT portfolio_id, name, client_id, base_currency, benchmark_id FROM portfolios ORDER BY portfolio_id',
  clients: 'SELECT client_id, name, advisor_id FROM clients ORDER BY client_id',
  advisors: 'SELECT advisor_id, name FROM advisors ORDER BY advisor_id',
  custodians: 'SELECT custodian_id, name FROM custodians ORDER BY custodian_id',
  securities:
    'SELECT security_id, symbol, name, isin, cusip, asset_class, sector, country, currency, maturity_date FROM securities ' +
    'ORDER BY security_id',
  benchmarks: 'SELECT benchmark_id, name FROM benchmarks ORDER BY benchmark_id',
  ...DOUBT_STATEMENTS,
} as const;

const READ_LIMITS = {
  seconds_max: LIMITS.catalog_seconds_max,
  rows_max: LIMITS.catalog_rows_max,
  bytes_max: LIMITS.catalog_bytes_max,
};

/** Keeps the last version's catalog; it is read again, through the guard like everything else, when that moves. */
export function createCatalogReader(parts: {
  readonly store: Store;
  /** What `guardCatalog` gave. */
  readonly statements: Promise<readonly GuardedSql[]>;
}): CatalogReader {
  const { store, statements } = parts;
  let last: Catalog | null = null;
  let held: { readonly id: string; readonly catalog: Promise<Catalog> } | null = null;

  async function read(): Promise<Catalog> {
    const { version, results } = await store.read(await statements, READ_LIMITS);
    if (results.some(({ cut }) => cut)) {
      throw new Problem(
        'internal',
        'There are more names in the store than one process can keep; please report it.',
      );
    }
    const marks = await store.marks();
    const isSame = marks?.version.id === version.id && marks.version.publishedAt === version.publishedAt;
    const catalog = catalogOf(version, isSame ? marks : null, results);
    await prepareNameIndex(catalog, last);
    last = catalog;
    return catalog;
  }

  return {
    async current(): Promise<Catalog> {
      const version = await store.version();
      if (version === null) {
        throw new Problem('no_data', 'No data have been imported yet; run an import first.');
      }
      if (held?.id === version.id) return held.catalog;
      const mine = { id: version.id, catalog: read() };
      held = mine;
      try {
        return await mine.catalog;
      } catch (error) {
        if (held === mine) held = null;
        throw error;
      }
    },
  };
}

/** The name that people know it by; its id where it has none. */
export function nameOf(entity: EntityDimension, id: string, catalog: Catalog): string {
  const tables = {
    account: catalog.accounts,
    portfolio: catalog.portfolios,
    client: catalog.clients,
    advisor: catalog.advisors,
    custodian: catalog.custodians,
    security: catalog.securities,
  } as const;
  return tables[entity].get(id)?.name ?? id;
}

/** The catalog's own statements, judged: they need no store, so this is done while it opens. */
export function guardCatalog(guard: Guard): Promise<readonly GuardedSql[]> {
  const judged = judgeAll(guard);
  // Whoever reads the catalog hears of a failure; until then nobody waits for it.
  judged.catch(() => undefined);
  return judged;
}

async function judgeAll(guard: Guard): Promise<readonly GuardedSql[]> {
  const judged = await Promise.all(
    Object.values(STATEMENTS).map((text) =>
      guard.judge({ text, parameters: [] }, { accounts: 'all', currency: null }, 'generated'),
    ),
  );
  return judged.map((each) => {
    if (each instanceof Problem) throw each;
    return each;
  });
}

function catalogOf(version: DataVersion, marks: Marks | null, results: readonly Rows[]): Catalog {
  const [accountRows, portfolioRows, clientRows, advisorRows, custodianRows, securityRows, ...more] = results;
  const [benchmarkRows, ...doubtRows] = more;
  const clients = byId(clientRows, ([id, name, advisorId]) => ({
    id: idText(id),
    name: idText(name),
    advisorId: textOrNull(advisorId),
  }));
  const portfolios = byId(portfolioRows, ([id, name, clientId, baseCurrency, benchmarkId]) => ({
    id: idText(id),
    name: idText(name),
    clientId: idText(clientId),
    baseCurrency: idText(baseCurrency),
    benchmarkId: textOrNull(benchmarkId),
  }));
  const accounts = byId(accountRows, (row): CatalogAccount => {
    const [
      id,
      name,
      number,
      type,
      currency,
      costMethod,
      portfolioId,
      custodianId,
      opened,
      closed,
      first,
      last,
    ] = row;
    const clientId = portfolios.get(idText(portfolioId))?.clientId ?? '';
    return {
      id: idText(id),
      name: idText(name),
      number: textOrNull(number),
      type: textOrNull(type),
      currency: idText(currency),
      costMethod: textOrNull(costMethod),
      portfolioId: idText(portfolioId),
      clientId,
      advisorId: clients.get(clientId)?.advisorId ?? null,
      custodianId: idText(custodianId),
      openedOn: dayOrNull(opened),
      closedOn: dayOrNull(closed),
      firstBooking: dayOrNull(first),
      lastBooking: dayOrNull(last),
    };
  });
  const all = [...accounts.values()];
  return {
    version,
    marks,
    accounts,
    portfolios,
    clients,
    advisors: byId(advisorRows, named),
    custodians: byId(custodianRows, named),
    securities: byId(securityRows, securityOf),
    benchmarks: byId(benchmarkRows, named),
    doubts: doubtsOf(doubtRows),
    accountsOfPortfolio: Map.groupBy(all, (account) => account.portfolioId),
    accountsOfClient: Map.groupBy(all, (account) => account.clientId),
    accountsOfAdvisor: Map.groupBy(
      all.filter((account) => account.advisorId !== null),
      (account) => account.advisorId ?? '',
    ),
  };
}

function named([id, name]: readonly Cell[]): CatalogName {
  return { id: idText(id), name: idText(name) };
}

function securityOf(row: readonly Cell[]): CatalogSecurity {
  const [id, symbol, name, isin, cusip, assetClass, sector, country, currency, maturesOn] = row;
  return {
    id: idText(id),
    symbol: textOrNull(symbol),
    name: idText(name),
    isin: textOrNull(isin),
    cusip: textOrNull(cusip),
    assetClass: idText(assetClass),
    sector: textOrNull(sector),
    country: textOrNull(country),
    currency: idText(currency),
    maturesOn: dayOrNull(maturesOn),
  };
}

function byId<T extends { readonly id: string }>(
  rows: Rows | undefined,
  make: (row: readonly Cell[]) => T,
): ReadonlyMap<string, T> {
  return new Map((rows?.rows ?? []).map((row) => make(row)).map((entry) => [entry.id, entry]));
}

function idText(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? '' : String(cell);
}

function textOrNull(cell: Cell | undefined): string | null {
  return cell === null || cell === undefined ? null : String(cell);
}

function dayOrNull(cell: Cell | undefined): Day | null {
  return cell === null || cell === undefined ? null : dayOf(String(cell));
}
