import { ASSET_CLASSES } from '../../../../model/source-tables.ts';
import { assetClass } from './booking-words.ts';
import type { Drafted, DraftRows, DraftRule } from './draft.ts';
import { cell, dayOf, numberOf, PartDraft } from './draft.ts';
import type { ProposalContext } from './proposal-context.ts';
import { asSql, OWNER } from './proposal-context.ts';
import { literal } from '../input-tables.ts';
import { nameColumn, tableOf } from './link-tables.ts';
import type { ColumnProfile } from './profile-column.ts';

/** Proposes what bookings and positions stand on: custodians, clients, portfolios, accounts, securities. */

function written(table: Drafted['table'], row: DraftRows['rows'][number]): Drafted {
  return { table, part: { rows: [row] }, doubts: new Map(), input: null };
}

/** The custodian: named by a column, or the source itself. */
export function proposeCustodian(context: ProposalContext): readonly Drafted[] {
  const { table, source, inputs, links, tables } = context;
  const column = links.custodian;
  const elsewhere = tableOf('custodian', tables);
  if (column === null) {
    const isOne =
      'constant' in constantOf(context.custodian) && constantOf(context.custodian).constant !== source;
    return isOne ? [] : [written('custodians', { custodian_id: source, name: source })];
  }
  if (elsewhere !== null && elsewhere !== table) return [];
  const draft = new PartDraft(table);
  draft.set('custodian_id', cell(column));
  draft.set('name', cell((elsewhere && nameColumn(table, column)) ?? column));
  return [draft.drafted('custodians', { once: true }, inputs)];
}

export function proposeClient(context: ProposalContext): readonly Drafted[] {
  const { table, inputs, links, tables } = context;
  const column = links.client;
  const elsewhere = tableOf('client', tables);
  if (column === null)
    return constantOf(context.client).constant === OWNER.client_id ? [written('clients', OWNER)] : [];
  if (elsewhere !== null && elsewhere !== table) return [];
  const draft = new PartDraft(table);
  draft.set('client_id', cell(column));
  draft.set('name', cell((elsewhere && nameColumn(table, column)) ?? column));
  const email = draft.role('email');
  draft.set('email', email === null ? null : cell(email));
  return [draft.drafted('clients', { once: true }, inputs)];
}

function constantOf(rule: DraftRule): { readonly constant?: string } {
  return typeof rule === 'object' && 'constant' in rule ? rule : {};
}

/** A portfolio of the table's own, or one a client. */
export function proposePortfolio(context: ProposalContext): Drafted {
  const { table, source, inputs, links } = context;
  const draft = new PartDraft(table);
  const column = links.portfolio;
  draft.set('portfolio_id', portfolioOf(context));
  draft.set('client_id', context.client);
  const name = column !== null && table.kind === 'portfolios' ? nameColumn(table, column) : null;
  draft.set('name', column === null ? { constant: source } : cell(name ?? column));
  draft.set('base_currency', context.currency, context.currencyDoubt);
  return draft.drafted('portfolios', { once: true }, inputs);
}

function portfolioOf({ links, client, source }: ProposalContext): DraftRule {
  if (links.portfolio !== null) return cell(links.portfolio);
  const { constant } = constantOf(client);
  return constant === undefined
    ? `${asSql(client)} || ':' || ${literal(source)}`
    : { constant: `${constant}:${source}` };
}

export function proposeAccounts(context: ProposalContext): Drafted {
  const { table, inputs, links } = context;
  const draft = new PartDraft(table);
  draft.set('account_id', context.account, context.accountDoubt);
  draft.set('portfolio_id', portfolioOf(context));
  draft.set('custodian_id', context.custodian);
  const own = table.kind === 'accounts' ? nameColumn(table, links.account) : null;
  const name = draft.role('account_name') ?? own;
  const number = draft.role('account') ?? links.account;
  draft.set('account_number', number === null ? null : cell(number));
  const account = asSql(context.account);
  draft.set(
    'name',
    name === null || cell(name) === account ? account : `coalesce(${cell(name)}, ${account})`,
  );
  const several = (table.roles.get('currency')?.column.counts.size ?? 1) > 1;
  draft.set(
    'currency',
    context.currency,
    several && table.kind !== 'accounts'
      ? "an account's currency is that of its first row"
      : context.currencyDoubt,
  );
  return draft.drafted('accounts', { once: true }, inputs);
}

/** What names a security by its ticker alone names two where it trades in two currencies. */
function tickerDoubt({ table, security }: ProposalContext): string | null {
  const symbol = table.roles.get('symbol')?.column;
  const currency = table.roles.get('currency')?.column;
  if (symbol === undefined || currency === undefined || cell(symbol) !== security) return null;
  const rows = symbol.values.map((ticker, row) => [ticker, currency.values[row] ?? null] as const);
  const pairs = rows.filter(([ticker, code]) => ticker !== null && code !== null);
  for (const [ticker, own] of Map.groupBy(pairs, ([name]) => name)) {
    const codes = [...new Set(own.map(([, code]) => code))];
    if (codes.length > 1)
      return `${ticker ?? ''} is in ${codes.join(' and ')}: if that is two securities, on two exchanges, part them everywhere, as in ${security} || ':' || ${cell(currency)}`;
  }
  return null;
}

export function proposeSecurities(context: ProposalContext): readonly Drafted[] {
  if (context.security === null) return [];
  const { table, inputs } = context;
  const draft = new PartDraft(table);
  draft.set('security_id', context.security, tickerDoubt(context));
  const symbol = draft.role('symbol') ?? draft.role('security_id');
  const name =
    draft.role('security_name') ??
    (table.kind === 'securities' ? nameColumn(table, context.links.security) : null);
  draft.set('symbol', symbol === null ? null : cell(symbol));
  draft.set(
    'name',
    name === null || cell(name) === context.security
      ? context.security
      : `coalesce(${cell(name)}, ${context.security})`,
  );
  for (const role of ['isin', 'cusip', 'sector', 'country'] as const) {
    const column = draft.role(role);
    if (column !== null) draft.setFrom(role, role, cell(column));
  }
  setAssetClass(draft, name);
  draft.set('currency', context.currency, context.currencyDoubt);
  const maturity = draft.role('maturity_day');
  draft.set('maturity_date', maturity === null ? null : dayOf(maturity).sql);
  const coupon = draft.role('coupon');
  if (coupon !== null) {
    const inPercent = [...coupon.counts.keys()].some(
      (value) => Number(value.replace(',', '.').replace('%', '')) > 0.3,
    );
    draft.set(
      'coupon_rate',
      inPercent ? `${numberOf(coupon)} / 100` : numberOf(coupon),
      'is the coupon a fraction of 1?',
    );
  }
  const securities = draft.drafted('securities', { once: true }, inputs);
  return [securities, cashSecurities(context)];
}

function setAssetClass(draft: PartDraft, name: ColumnProfile | null): void {
  const column = draft.role('asset_class');
  if (column !== null) {
    const known = [...column.counts.keys()].map((code) => [code, assetClass(code)] as const);
    const strange = known.filter(([, found]) => found === null).map(([code]) => code);
    draft.set(
      'asset_class',
      {
        value: cell(column),
        map: Object.fromEntries(known.flatMap(([code, found]) => (found === null ? [] : [[code, found]]))),
        otherwise: 'Other',
      },
      strange.length === 0 ? null : `${strange.slice(0, 8).join(', ')} are taken as Other`,
    );
    return;
  }
  const doubt = `no column has the asset class; one of ${ASSET_CLASSES.join(', ')}`;
  if (name === null) draft.set('asset_class', { constant: 'Equity' }, doubt);
  else {
    const fund = `regexp_matches(${cell(name)}, '\\b(ETF|ETC|UCITS|FUND|FONDS|SICAV)\\b', 'i')`;
    draft.set('asset_class', `CASE WHEN ${fund} THEN 'Fund' ELSE 'Equity' END`, doubt);
  }
}

/** Cash is held as a security, one a currency. */
function cashSecurities({ table, currency, inputs }: ProposalContext): Drafted {
  const draft = new PartDraft(table);
  const code = asSql(currency);
  draft.set('security_id', `'CASH:' || ${code}`);
  draft.set('symbol', currency);
  draft.set('name', `${code} || ' cash'`);
  draft.set('asset_class', { constant: 'Cash' });
  draft.set('currency', currency);
  return draft.drafted('securities', { once: true }, inputs);
}
