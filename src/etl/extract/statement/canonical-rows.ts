import { cashSecurityId, sourceTable } from '../../../model/source-tables.ts';
import type { SourceTableName } from '../../../model/source-tables.ts';
import type { Directory } from './directory.ts';
import { findAccount, findSecurity } from './directory.ts';
import { bareSecurity } from './statement.ts';
import type { Statement, StatementSecurity } from './statement.ts';

/** A row of a canonical table as text, and the line of the statement that it stands on. */
export interface CanonicalRow {
  readonly line: number;
  readonly values: Readonly<Record<string, string | null>>;
}

export type CanonicalRows = ReadonlyMap<SourceTableName, readonly CanonicalRow[]>;

const OWNER = { id: 'own', name: 'Own accounts' };

/**
 * A statement as rows of the canonical tables. What the installation knows already keeps its id and is not told again;
 * an account of which nothing is known comes under a portfolio named after its custodian.
 */
export function canonicalRows(statement: Statement, directory: Directory): CanonicalRows {
  const tables = new Map<SourceTableName, CanonicalRow[]>();
  const tell = (table: SourceTableName, line: number, values: CanonicalRow['values']): void => {
    const rows = tables.get(table) ?? [];
    rows.push({ line, values });
    tables.set(table, rows);
  };
  const accounts = tellAccounts(statement, directory, tell);
  const securities = tellSecurities(statement, directory, accounts, tell);
  const accountId = (number: string): string => accounts.get(number) ?? number;
  const securityId = (key: string | null): string | null =>
    key === null ? null : (securities.ids.get(key) ?? key);
  for (const booking of statement.bookings) {
    const account = accountId(booking.account);
    tell('transactions', booking.line, {
      transaction_id: `${account}/${booking.id}`,
      account_id: account,
      trade_date: booking.tradeDate,
      settle_date: booking.settleDate,
      type: booking.type,
      security_id: securityId(booking.security),
      related_security_id: securityId(booking.relatedSecurity),
      quantity: booking.quantity,
      price: booking.price,
      fee: booking.fee,
      tax: booking.tax,
      amount: booking.amount,
      currency: booking.currency,
      description: booking.description,
    });
  }
  for (const position of statement.positions) {
    const security = securityId(position.security);
    tell('holdings', position.line, {
      account_id: accountId(position.account),
      security_id: security,
      as_of_date: position.asOf,
      quantity: position.quantity,
      price: position.price,
      market_value: position.marketValue,
      cost_basis: position.costBasis,
      currency: position.currency,
    });
    const { until = null, currency = null } = securities.closes.get(position.security) ?? {};
    const isNews = position.priceDate !== null && (until === null || until < position.priceDate);
    // On another exchange it trades in another currency, and a close is in that of the security.
    const isIts = currency === null || position.currency === null || position.currency === currency;
    if (!isNews || !isIts || position.price === null || position.price === '0') continue;
    tell('prices', position.line, {
      security_id: security,
      price_date: position.priceDate,
      close: position.price,
    });
  }
  for (const { account, currency, kind, date, amount, line } of statement.balances) {
    if (kind === 'opening' || kind === 'available' || !statesEverything(statement, account)) continue;
    tell('holdings', line, {
      account_id: accountId(account),
      security_id: cashSecurityId(currency),
      as_of_date: date,
      quantity: amount,
      price: null,
      market_value: null,
      cost_basis: null,
      currency,
    });
  }
  for (const { date, from, to, rate, line } of statement.rates) {
    if (from === to || directory.ratedPairs.has(`${from}|${to}`)) continue;
    tell('fx_rates', line, { rate_date: date, from_currency: from, to_currency: to, rate });
  }
  return onceEach(tables);
}

/**
 * A stated day speaks for all that an account holds. Cash alone says that only of an account that holds nothing else:
 * a statement that books trades and lists no positions states nothing.
 */
function statesEverything({ positions, bookings }: Statement, account: string): boolean {
  if (positions.some((position) => position.account === account)) return true;
  return !bookings.some((booking) => booking.account === account && booking.security !== null);
}

type Tell = (table: SourceTableName, line: number, values: CanonicalRow['values']) => void;

/** Tells the accounts that are new; gives the id of every account by its number. */
function tellAccounts(statement: Statement, directory: Directory, tell: Tell): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const account of statement.accounts) {
    const known = findAccount(directory, account);
    const id = known?.id ?? account.number;
    if (ids.has(account.number)) continue;
    ids.set(account.number, id);
    if (known) continue;
    const { custodian: name, line } = account;
    const currency = account.currency ?? firstCurrency(statement, account.number);
    const custodian = directory.custodians.find((each) => each.id === name || each.name === name)?.id ?? name;
    const portfolio = `${OWNER.id}:${custodian}`;
    if (!directory.custodians.some((each) => each.id === custodian)) {
      tell('custodians', line, { custodian_id: custodian, name });
    }
    if (!directory.clients.has(OWNER.id)) tell('clients', line, { client_id: OWNER.id, name: OWNER.name });
    if (!directory.portfolios.has(portfolio)) {
      tell('portfolios', line, {
        portfolio_id: portfolio,
        client_id: OWNER.id,
        name,
        base_currency: currency,
      });
    }
    tell('accounts', line, {
      account_id: id,
      portfolio_id: portfolio,
      custodian_id: custodian,
      account_number: account.number,
      name: `${name} ${account.number.slice(-4)}`,
      currency,
    });
  }
  return ids;
}

/** The currency of most of an account's bookings, for a statement that does not say the account's own. */
function firstCurrency(statement: Statement, number: string): string | null {
  const counts = new Map<string, number>();
  for (const { account, currency } of [
    ...statement.bookings,
    ...statement.positions,
    ...statement.balances,
  ]) {
    if (account === number && currency !== null) counts.set(currency, (counts.get(currency) ?? 0) + 1);
  }
  const [most] = [...counts].toSorted(([, left], [, right]) => right - left);
  return most?.[0] ?? null;
}

/** In what currency the closes of a security are, and until when it has some already. */
interface Closes {
  readonly currency: string | null;
  readonly until: string | null;
}

/** Tells the securities that are new, cash included; gives by key the id of each and what is known of its closes. */
function tellSecurities(
  statement: Statement,
  directory: Directory,
  accounts: ReadonlyMap<string, string>,
  tell: Tell,
): { readonly ids: ReadonlyMap<string, string>; readonly closes: ReadonlyMap<string, Closes> } {
  const ids = new Map<string, string>();
  const closes = new Map<string, Closes>();
  for (const security of allSecurities(statement)) {
    const known = findSecurity(directory, security);
    const id = known?.id ?? idOf(security, statement.accounts[0]?.custodian ?? '');
    ids.set(security.key, id);
    closes.set(security.key, {
      currency: known?.currency ?? security.currency,
      until: known?.pricedUntil ?? null,
    });
    if (known || directory.securities.some((each) => each.id === id)) continue;
    tell('securities', security.line, {
      security_id: id,
      symbol: security.symbol,
      name: security.name ?? security.symbol ?? security.key,
      isin: security.isin,
      cusip: security.cusip,
      asset_class: security.assetClass ?? 'Other',
      currency: security.currency,
      maturity_date: security.maturityDate,
      coupon_rate: security.couponRate,
    });
  }
  const [line = 1] = statement.accounts.map((account) => account.line);
  for (const currency of cashCurrencies(statement, accounts)) {
    const id = cashSecurityId(currency);
    if (directory.securities.some((each) => each.id === id)) continue;
    tell('securities', line, {
      security_id: id,
      symbol: currency,
      name: `${currency} cash`,
      asset_class: 'Cash',
      currency,
    });
  }
  return { ids, closes };
}

/** Every security that a statement describes or only names, each once, with all that its rows tell of it. */
function allSecurities(statement: Statement): readonly StatementSecurity[] {
  const found = new Map<string, StatementSecurity>();
  for (const security of statement.securities) {
    const before = found.get(security.key);
    found.set(security.key, before ? completed(before, security) : security);
  }
  const named = [
    ...statement.bookings.flatMap(({ security, relatedSecurity, currency, line }) =>
      [security, relatedSecurity].map((key) => ({ key, currency, line })),
    ),
    ...statement.positions.map(({ security, currency, line }) => ({ key: security, currency, line })),
  ];
  for (const { key, currency, line } of named) {
    if (key !== null && !found.has(key)) found.set(key, bareSecurity({ key, currency, line }));
  }
  return [...found.values()];
}

function completed(before: StatementSecurity, more: StatementSecurity): StatementSecurity {
  return {
    ...before,
    name: before.name ?? more.name,
    symbol: before.symbol ?? more.symbol,
    isin: before.isin ?? more.isin,
    cusip: before.cusip ?? more.cusip,
    assetClass: before.assetClass ?? more.assetClass,
    currency: before.currency ?? more.currency,
    maturityDate: before.maturityDate ?? more.maturityDate,
    couponRate: before.couponRate ?? more.couponRate,
  };
}

/** An official identifier stands for itself; a custodian's own code means nothing beyond that custodian. */
function idOf({ isin, cusip, key }: StatementSecurity, custodian: string): string {
  return isin ?? cusip ?? `${custodian}:${key}`;
}

function cashCurrencies(statement: Statement, accounts: ReadonlyMap<string, string>): ReadonlySet<string> {
  const currencies = [...statement.bookings, ...statement.balances]
    .filter(({ account }) => accounts.has(account))
    .map(({ currency }) => currency);
  return new Set(currencies.filter((currency) => currency !== null));
}

/** Several statements of a file may name one custodian, portfolio or day's price: each row is told once. */
function onceEach(tables: ReadonlyMap<SourceTableName, readonly CanonicalRow[]>): CanonicalRows {
  const shared: readonly SourceTableName[] = ['custodians', 'clients', 'portfolios', 'prices'];
  return new Map(
    [...tables].map(([table, rows]) => {
      if (!shared.includes(table)) return [table, rows];
      const told = new Map(rows.map((row) => [keyOfRow(table, row), row]));
      return [table, [...told.values()]];
    }),
  );
}

/** What makes a row of a table one row, as one text. */
export function keyOfRow(table: SourceTableName, { values }: CanonicalRow): string {
  return sourceTable(table)
    .key.map((name) => values[name] ?? '')
    .join('|');
}
