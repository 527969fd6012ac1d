import type { StatementAccount, StatementSecurity } from './statement.ts';

/** What the installation holds already, so that a statement speaks of the same accounts and securities. */
export interface Directory {
  readonly accounts: readonly KnownAccount[];
  readonly securities: readonly KnownSecurity[];
  readonly custodians: readonly { readonly id: string; readonly name: string }[];
  /** `EUR|USD`: the pairs that have rates. */
  readonly ratedPairs: ReadonlySet<string>;
  readonly clients: ReadonlySet<string>;
  readonly portfolios: ReadonlySet<string>;
}

export interface KnownAccount {
  readonly id: string;
  readonly number: string | null;
}

export interface KnownSecurity {
  readonly id: string;
  readonly isin: string | null;
  readonly cusip: string | null;
  readonly symbol: string | null;
  readonly name: string;
  readonly currency: string;
  /** The day of its last close; null where it has none. */
  readonly pricedUntil: string | null;
}

export const EMPTY_DIRECTORY: Directory = {
  accounts: [],
  securities: [],
  custodians: [],
  ratedPairs: new Set(),
  clients: new Set(),
  portfolios: new Set(),
};

/** Account numbers are written with and without blanks and dashes. */
function bare(number: string): string {
  return number.replaceAll(/[\s-]/g, '').toUpperCase();
}

export function findAccount(directory: Directory, account: StatementAccount): KnownAccount | null {
  const wanted = bare(account.number);
  const byId = directory.accounts.find(({ id }) => id === account.number);
  const byNumber = directory.accounts.filter(({ number }) => number !== null && bare(number) === wanted);
  const [only] = byNumber;
  return byId ?? (byNumber.length === 1 && only ? only : null);
}

/**
 * A security is the same by ISIN or by CUSIP (that within a US or Canadian ISIN included), and where a statement gives
 * neither, by symbol, currency and name together: a symbol alone names different things on different exchanges.
 */
export function findSecurity(directory: Directory, security: StatementSecurity): KnownSecurity | null {
  const { isin, cusip, symbol, name, currency } = security;
  const within = isin !== null && /^(US|CA)/.test(isin) ? isin.slice(2, 11) : null;
  const same = (known: KnownSecurity): boolean => {
    if (isin !== null && known.isin !== null) return known.isin === isin;
    const knownCusip =
      known.cusip ?? (known.isin !== null && /^(US|CA)/.test(known.isin) ? known.isin.slice(2, 11) : null);
    const ownCusip = cusip ?? within;
    if (ownCusip !== null && knownCusip !== null) return ownCusip === knownCusip;
    if (isin !== null || cusip !== null || symbol === null || name === null) return false;
    return known.symbol === symbol && known.currency === currency && words(known.name) === words(name);
  };
  return directory.securities.find(same) ?? null;
}

function words(name: string): string {
  return name
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, ' ')
    .trim();
}
