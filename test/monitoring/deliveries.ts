import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DAY_MS = 86_400_000;
const RATES = 200;

const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

function write(folder: string, table: string, ...lines: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${table}.csv`), `${lines.join('\n')}\n`);
}

/** Delivers currency rates, of which `bad` in a hundred cannot be read. */
export function deliverRates(folder: string, bad: number): void {
  const rows = Array.from({ length: RATES }, (_, at) => {
    const day = new Date(Date.UTC(2020, 0, 1 + at)).toISOString().slice(0, 10);
    return `${day},EUR,USD,${at < (bad * RATES) / 100 ? 'none' : '1.1'}`;
  });
  write(folder, 'fx_rates', 'rate_date,from_currency,to_currency,rate', ...rows);
}

/** What a custodian of its own says of its one account. */
export interface Statement {
  /** How long ago the last booking was, and the statement of that day. */
  readonly daysAgo: number;
  /** Ten are booked. */
  readonly stated: number;
}

/** Delivers the books of a small custodian. */
export function deliverHouse(folder: string, statement: Statement): void {
  const day = daysAgo(statement.daysAgo);
  // A file that is no table is found and told at every run, so that there is something to find.
  write(folder, 'notes', 'note', 'hello');
  write(folder, 'custodians', 'custodian_id,name', 'HOUSE,House Bank');
  write(folder, 'advisors', 'advisor_id,name', 'HAD,Advisor');
  write(folder, 'clients', 'client_id,name,advisor_id', 'HC,Client,HAD');
  write(folder, 'portfolios', 'portfolio_id,client_id,name,base_currency', 'HP,HC,All,USD');
  write(
    folder,
    'accounts',
    'account_id,portfolio_id,custodian_id,name,account_type,currency',
    'HA,HP,HOUSE,Main,taxable,USD',
  );
  write(
    folder,
    'securities',
    'security_id,symbol,name,asset_class,currency',
    'HS,HSX,House share,Equity,USD',
  );
  write(
    folder,
    'transactions',
    'transaction_id,account_id,trade_date,settle_date,type,security_id,quantity,price,amount,currency',
    'HT1,HA,2024-01-02,2024-01-02,DEPOSIT,,,,1000.00,USD',
    'HT2,HA,2024-01-02,2024-01-02,BUY,HS,10,5,-50.00,USD',
    `HT3,HA,${day},${day},DEPOSIT,,,,1.00,USD`,
  );
  write(
    folder,
    'holdings',
    'account_id,security_id,as_of_date,quantity,currency',
    `HA,HS,${day},${String(statement.stated)},USD`,
    `HA,CASH:USD,${day},951.00,USD`,
  );
}
