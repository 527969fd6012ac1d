import { LEG_TYPES } from '../../accounting/transfers.ts';
import type { SourceTableName } from '../../model/source-tables.ts';
import { noteChangedDays } from './changed-days.ts';
import { latestDay } from './last-day.ts';
import { quoted } from './sql-types.ts';
import type { Workspace } from './workspace.ts';

/**
 * Adds to `stage.touched_accounts` the accounts whose figures can change through what was staged in `old_<table>`
 * and `new_<table>` of the named tables. Where the last day moves, every account's figures reach further, and
 * where more than half of them change, all do: then `everything` is set instead. Notes the tables themselves too,
 * and from which day on bookings changed.
 * `kept`: every staged row has what it refers to.
 */
export async function noteTouchedAccounts(
  workspace: Workspace,
  changed: readonly SourceTableName[],
  firmCurrency: string,
  kept: boolean,
): Promise<void> {
  // Where every account is to be worked out anyhow, nobody asks which.
  const all = (await workspace.count('SELECT count(*) FROM stage.standing WHERE everything')) > 0;
  const queries = all ? [] : changed.flatMap((table) => reachedBy(table, firmCurrency));
  if (queries.length > 0) {
    await workspace.run(
      `CREATE OR REPLACE TEMP TABLE reached_accounts AS ${queries.join(' UNION ALL ')};
       ${noteChangedDays('SELECT account_id, day FROM reached_accounts')};
       INSERT INTO stage.touched_accounts SELECT account_id FROM reached_accounts EXCEPT SELECT account_id FROM stage.touched_accounts`,
    );
  }
  await workspace.run(
    `INSERT INTO stage.changed_tables SELECT unnest([${changed.map(quoted).join(', ')}]) EXCEPT SELECT name FROM stage.changed_tables`,
  );
  await workspace.run(`UPDATE stage.standing SET pending = true,
    everything = everything OR last_day IS DISTINCT FROM latest.day
      OR (SELECT count(*) FROM stage.touched_accounts) * 2 > (SELECT count(*) FROM stage.staged_accounts),
    last_day = latest.day FROM (${await latestDay(workspace, changed, kept)}) latest`);
}

/**
 * Queries of the accounts that a change of a table reaches, each with the day from which on, or none where anything of the
 * account may change.
 */
function reachedBy(table: SourceTableName, firmCurrency: string): readonly string[] {
  if (table === 'transactions') return [BOOKED, BOOKED_BY_PARTNERS];
  const queries = ACCOUNTS_REACHED[table]?.(firmCurrency) ?? [];
  return queries.map((query) => `SELECT account_id, CAST(NULL AS DATE) AS day FROM (${query})`);
}

/** For each table but the bookings, queries that give the accounts that a change of it reaches; none: no account's figures. */
const ACCOUNTS_REACHED: Readonly<
  Partial<Record<SourceTableName, (firmCurrency: string) => readonly string[]>>
> = {
  accounts: () => {
    const rows = `SELECT account_id FROM ${either('accounts', 'account_id')}`;
    const portfolios = `SELECT portfolio_id FROM ${either('accounts', 'portfolio_id')}`;
    return [
      rows,
      ofClients(`SELECT client_id FROM stage.staged_portfolios WHERE portfolio_id IN (${portfolios})`),
    ];
  },
  portfolios: () => [
    `SELECT account_id FROM stage.staged_accounts WHERE portfolio_id IN (SELECT portfolio_id FROM ${either('portfolios', 'portfolio_id')})`,
    ofClients(`SELECT client_id FROM ${either('portfolios', 'client_id')}`),
  ],
  clients: () => [ofClients(`SELECT client_id FROM ${either('clients', 'client_id')}`)],
  advisors: () => [
    ofClients(
      `SELECT client_id FROM stage.staged_clients WHERE advisor_id IN (SELECT advisor_id FROM ${either('advisors', 'advisor_id')})`,
    ),
  ],
  custodians: () =>
    withPartners(
      `SELECT account_id FROM stage.staged_accounts WHERE custodian_id IN (SELECT custodian_id FROM ${either('custodians', 'custodian_id')})`,
    ),
  holdings: () => [`SELECT account_id FROM ${either('holdings', 'account_id')}`],
  securities: () => {
    const changed = `SELECT security_id FROM ${either('securities', 'security_id')}`;
    return [
      ...withPartners(holdersOf(changed)),
      `SELECT account_id FROM stage.staged_holdings WHERE security_id IN (${changed})`,
    ];
  },
  prices: () => [holdersOf(`SELECT security_id FROM ${either('prices', 'security_id')}`)],
  fx_rates: (firmCurrency) => [inOtherCurrencies(firmCurrency)],
};

const IS_LEG = `type IN (${LEG_TYPES.map(quoted).join(', ')})`;

const BOOKED = `SELECT account_id, trade_date AS day FROM ${either('transactions', 'account_id, trade_date')}`;

/** A leg pairs with one of the same day. */
const BOOKED_BY_PARTNERS = `SELECT a.account_id, l.trade_date AS day
  FROM ${either('transactions', 'account_id, trade_date', IS_LEG)} l
    JOIN stage.staged_accounts la ON la.account_id = l.account_id
    JOIN stage.staged_portfolios lp ON lp.portfolio_id = la.portfolio_id
    JOIN stage.staged_portfolios p ON p.client_id = lp.client_id
    JOIN stage.staged_accounts a ON a.portfolio_id = p.portfolio_id`;

function either(table: SourceTableName, columns: string, condition = 'true'): string {
  return `(SELECT ${columns} FROM old_${table} WHERE ${condition} UNION SELECT ${columns} FROM new_${table} WHERE ${condition})`;
}

/** Accounts whose bookings come or go, and those of the same clients: transfers may find or lose their other leg. */
function withPartners(accounts: string): readonly string[] {
  return [accounts, ofPartners(accounts)];
}

/** The accounts of the clients that these accounts belong to. */
function ofPartners(accounts: string): string {
  return ofClients(
    `SELECT p.client_id FROM stage.staged_accounts a JOIN stage.staged_portfolios p ON p.portfolio_id = a.portfolio_id WHERE a.account_id IN (${accounts})`,
  );
}

/** Transfers pair within a client, and portfolios of a client share a reporting currency or not. */
function ofClients(clients: string): string {
  return `SELECT a.account_id FROM stage.staged_accounts a JOIN stage.staged_portfolios p ON p.portfolio_id = a.portfolio_id WHERE p.client_id IN (${clients})`;
}

function holdersOf(securities: string): string {
  return `SELECT account_id FROM stage.staged_transactions WHERE security_id IN (${securities}) OR related_security_id IN (${securities}) OR 'CASH:' || currency IN (${securities})`;
}

/** Accounts that have to do with any currency but the firm's: theirs are the figures that rates go into. */
function inOtherCurrencies(firmCurrency: string): string {
  const firm = quoted(firmCurrency);
  return `SELECT account_id FROM stage.staged_accounts WHERE currency <> ${firm} UNION
    SELECT account_id FROM stage.staged_transactions WHERE currency <> ${firm} UNION
    SELECT t.account_id FROM stage.staged_transactions t JOIN stage.staged_securities s ON s.security_id = t.security_id WHERE s.currency <> ${firm} UNION
    ${ofClients(`SELECT client_id FROM stage.staged_portfolios WHERE base_currency <> ${firm}`)}`;
}
