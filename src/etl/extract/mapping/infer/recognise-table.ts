import type { SourceTableName } from '../../../../model/source-tables.ts';
import type { Role } from './column-words.ts';
import { plainName } from './column-words.ts';
import type { ColumnProfile } from './profile-column.ts';
import { isUnique } from './profile-column.ts';
import type { Roles } from './recognise-roles.ts';
import { recogniseRoles } from './recognise-roles.ts';

/** The tables that can be proposed from columns; the others follow from them. */
export type KnownKind = Extract<
  SourceTableName,
  | 'transactions'
  | 'holdings'
  | 'prices'
  | 'fx_rates'
  | 'securities'
  | 'accounts'
  | 'clients'
  | 'custodians'
  | 'portfolios'
>;

const THINGS: ReadonlySet<KnownKind> = new Set([
  'custodians',
  'clients',
  'portfolios',
  'accounts',
  'securities',
]);

export interface RecognisedTable {
  /** The name of the input. */
  readonly input: string;
  /** Null: none that is known. */
  readonly kind: KnownKind | null;
  readonly sure: boolean;
  readonly roles: Roles;
  readonly columns: readonly ColumnProfile[];
}

/** What a table's own name says that it is. */
const TABLE_WORDS: readonly (readonly [KnownKind, RegExp])[] = [
  [
    'transactions',
    /transaction|booking|trade(?!r)|activit|journal|ledger|movement|order|buchung|umsatz|umsatze|operation|movimient|moviment|history/,
  ],
  [
    'holdings',
    /holding|position|bestand|portfolio ?(view|statement)|depot(auszug|bestand)|inventory|cartera/,
  ],
  ['fx_rates', /\bfx\b|exchange ?rate|currency ?rate|wechselkurs|devisenkurs/],
  ['prices', /price|quote|\bclose|kurs|cours|nav\b/],
  ['securities', /securit|instrument|asset|\bstock|wertpapier|titre|valor/],
  ['accounts', /account|konto|depot|compte|cuenta/],
  ['portfolios', /portfolio|mandate/],
  ['clients', /client|customer|investor|kunde|household/],
  ['custodians', /custodian|bank|broker|depotbank/],
];

export function recogniseTable(
  input: string,
  label: string,
  columns: readonly ColumnProfile[],
): RecognisedTable {
  const roles = recogniseRoles(columns);
  const scores = scoresOf(new Set(roles.keys()), roles);
  const plain = plainName(label);
  const named = TABLE_WORDS.find(([, words]) => words.test(plain))?.[0] ?? null;
  if (named !== null && scores[named] > 0) scores[named] += 0.3;
  // A table that is called after a thing and has a key tells things, whatever its columns are called.
  else if (named !== null && THINGS.has(named) && columns.some(isUnique) && !roles.has('amount'))
    scores[named] = 0.9;
  const [best, second] = Object.entries(scores).toSorted(([, left], [, right]) => right - left);
  const kind = best !== undefined && best[1] > 0 ? kindNamed(best[0]) : null;
  const ahead = (best?.[1] ?? 0) - (second?.[1] ?? 0);
  return { input, kind, sure: (best?.[1] ?? 0) >= 0.7 && ahead >= 0.15, roles, columns };
}

function kindNamed(name: string): KnownKind | null {
  return TABLE_WORDS.find(([kind]) => kind === name)?.[0] ?? null;
}

/** How well the roles that were found make each table; 0 where something that it cannot do without is missing. */
function scoresOf(has: ReadonlySet<Role>, roles: Roles): Record<KnownKind, number> {
  const any = (...wanted: readonly Role[]): boolean => wanted.some((role) => has.has(role));
  const all = (...wanted: readonly Role[]): boolean => wanted.every((role) => has.has(role));
  const security = any('isin', 'cusip', 'symbol', 'security_id', 'security_name');
  const money = any('amount', 'debit', 'credit') || all('quantity', 'price');
  const unique = (...wanted: readonly Role[]): boolean =>
    wanted.some((role) => {
      const found = roles.get(role);
      return found !== undefined && isUnique(found.column);
    });
  const worth = any('market_value', 'cost_basis');
  const type = roles.get('type');
  const rows = type?.column.values.length ?? 0;
  return {
    transactions:
      has.has('day') && money
        ? 0.5 +
          (rows > 0 ? 0.3 : 0) +
          (any('booking_id', 'settle_day', 'fee', 'direction') ? 0.15 : 0) -
          (worth && rows === 0 ? 0.4 : 0)
        : 0,
    holdings:
      security && has.has('quantity')
        ? 0.4 +
          (worth ? 0.4 : 0) +
          (has.has('account') ? 0.1 : 0) -
          (rows > 0 ? 0.35 : 0) -
          (has.has('settle_day') ? 0.2 : 0)
        : 0,
    prices:
      security && has.has('day') && any('price', 'rate') && !any('quantity', 'amount', 'account') ? 0.75 : 0,
    fx_rates:
      all('from_currency', 'to_currency') || (any('from_currency', 'to_currency') && has.has('currency'))
        ? has.has('day') && any('rate', 'price', 'amount', 'quantity') && !security
          ? 0.85
          : 0
        : 0,
    securities:
      security &&
      !any('quantity', 'amount', 'type') &&
      unique('isin', 'cusip', 'symbol', 'security_id', 'booking_id')
        ? 0.55 + (any('asset_class', 'sector') ? 0.25 : 0) - (has.has('day') ? 0.2 : 0)
        : 0,
    accounts:
      unique('account') && !security && !money
        ? 0.6 + (any('custodian', 'portfolio', 'client', 'currency') ? 0.2 : 0)
        : 0,
    portfolios: unique('portfolio') && !money && !has.has('quantity') ? 0.55 : 0,
    clients: unique('client') && !money && !security ? 0.6 + (has.has('email') ? 0.1 : 0) : 0,
    custodians: unique('custodian') && !money && !security ? 0.5 : 0,
  };
}
