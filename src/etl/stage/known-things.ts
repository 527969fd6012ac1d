import type { Directory } from '../extract/statement/directory.ts';
import type { ResultValue, Workspace } from './workspace.ts';

/** The accounts, securities and rates that are staged, by which a statement finds its own again. */
export async function directoryOf(workspace: Workspace): Promise<Directory> {
  const accounts = await workspace.rows('SELECT account_id, account_number FROM stage.merged_accounts');
  const securities = await workspace.rows(
    `SELECT s.security_id, s.isin, s.cusip, s.symbol, s.name, s.currency, p.last::VARCHAR AS last
     FROM stage.merged_securities s
     LEFT JOIN (SELECT security_id, max(price_date) AS last FROM stage.merged_prices GROUP BY 1) p USING (security_id)`,
  );
  const custodians = await workspace.rows('SELECT custodian_id, name FROM stage.merged_custodians');
  const pairs = await workspace.rows(
    "SELECT DISTINCT from_currency || '|' || to_currency AS pair FROM stage.merged_fx_rates",
  );
  const clients = await workspace.rows('SELECT client_id FROM stage.merged_clients');
  const portfolios = await workspace.rows('SELECT portfolio_id FROM stage.merged_portfolios');
  return {
    accounts: accounts.map((row) => ({
      id: text(row['account_id']) ?? '',
      number: text(row['account_number']),
    })),
    securities: securities.map((row) => ({
      id: text(row['security_id']) ?? '',
      isin: text(row['isin']),
      cusip: text(row['cusip']),
      symbol: text(row['symbol']),
      name: text(row['name']) ?? '',
      currency: text(row['currency']) ?? '',
      pricedUntil: text(row['last']),
    })),
    custodians: custodians.map((row) => ({
      id: text(row['custodian_id']) ?? '',
      name: text(row['name']) ?? '',
    })),
    ratedPairs: new Set(pairs.map((row) => text(row['pair']) ?? '')),
    clients: new Set(clients.map((row) => text(row['client_id']) ?? '')),
    portfolios: new Set(portfolios.map((row) => text(row['portfolio_id']) ?? '')),
  };
}

function text(value: ResultValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
