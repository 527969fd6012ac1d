import { SOURCE_TABLE_NAMES } from '../../../../model/source-tables.ts';
import type { Drafted } from './draft.ts';
import { tableOf } from './link-tables.ts';
import { proposeBookings } from './propose-bookings.ts';
import { proposeHoldings, proposePrices, proposeRates } from './propose-market.ts';
import {
  proposeAccounts,
  proposeClient,
  proposeCustodian,
  proposePortfolio,
  proposeSecurities,
} from './propose-things.ts';
import type { ProposalContext } from './proposal-context.ts';
import { contextOf } from './proposal-context.ts';
import type { KnownKind, RecognisedTable } from './recognise-table.ts';

/** Proposes canonical tables for all tables of a source: what none of them tells follows from those that use it. */
export function proposeTables(tables: readonly RecognisedTable[], source: string): readonly Drafted[] {
  const known = tables.filter(({ kind }) => kind !== null);
  const contexts = known.map((table) => contextOf(table, source, known, tables.length));
  const drafted = contexts.flatMap((context) => [...ownOf(context), ...thingsOf(context)]);
  return SOURCE_TABLE_NAMES.flatMap((name) => onlyOnce(drafted.filter(({ table }) => table === name)));
}

const OWN: Readonly<Record<KnownKind, (context: ProposalContext) => readonly Drafted[]>> = {
  transactions: (context) => [proposeBookings(context)],
  holdings: (context) => [proposeHoldings(context)],
  prices: (context) => [proposePrices(context)],
  fx_rates: (context) => [proposeRates(context)],
  securities: proposeSecurities,
  accounts: (context) => [proposeAccounts(context)],
  portfolios: (context) => [proposePortfolio(context)],
  clients: proposeClient,
  custodians: proposeCustodian,
};

/** What the table itself is. */
function ownOf(context: ProposalContext): readonly Drafted[] {
  const { kind } = context.table;
  return kind === null ? [] : OWN[kind](context);
}

/** What it names and no table of the source tells; what belongs to an account is told by the accounts. */
function thingsOf(context: ProposalContext): readonly Drafted[] {
  const { tables } = context;
  const { kind } = context.table;
  const holds = kind === 'transactions' || kind === 'holdings';
  const hasAccounts = tableOf('account', tables) !== null;
  const owns = kind === 'accounts' || (holds && !hasAccounts);
  const hasPortfolios = tableOf('portfolio', tables) !== null && context.links.portfolio !== null;
  return [
    ...((holds || kind === 'prices') && tableOf('security', tables) === null
      ? proposeSecurities(context)
      : []),
    ...(holds && !hasAccounts ? [proposeAccounts(context)] : []),
    ...(owns && !hasPortfolios ? [proposePortfolio(context)] : []),
    ...((owns && !hasPortfolios) || kind === 'portfolios' ? proposeClient(context) : []),
    ...(owns ? proposeCustodian(context) : []),
  ];
}

/** Rows that several tables would have written alike stand once. */
function onlyOnce(drafted: readonly Drafted[]): readonly Drafted[] {
  const told = new Set<string>();
  return drafted.filter(({ part }) => {
    const text = JSON.stringify(part);
    if (told.has(text)) return false;
    told.add(text);
    return true;
  });
}
