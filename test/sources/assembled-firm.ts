import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How many small deposits each source brings, so that there is something to break in. */
const DEPOSITS = 3_000;
const numbers = Array.from({ length: DEPOSITS }, (_, n) => String(n).padStart(5, '0'));

/**
 * One firm whose data lie in five places: accounts and bookings in a MariaDB, market data under names of its own in a
 * PostgreSQL, an account in a folder of CSV files, one in an OFX statement, one in a Flex query.
 */
const small = numbers.map(
  (id) =>
    `('D${id}', 'A-DB', '2026-01-12', 'DEPOSIT', NULL, NULL, NULL, NULL, 1.25, 'USD', '2026-01-12 10:00:00')`,
);
export const BOOKS: readonly string[] = [
  'CREATE TABLE custodians (custodian_id varchar(20) PRIMARY KEY, name varchar(50))',
  `INSERT INTO custodians VALUES ('K1', 'First Bank')`,
  'CREATE TABLE clients (client_id varchar(20) PRIMARY KEY, name varchar(50))',
  `INSERT INTO clients VALUES ('C1', 'Ann'), ('C2', 'Bob')`,
  'CREATE TABLE portfolios (portfolio_id varchar(20) PRIMARY KEY, client_id varchar(20), name varchar(50), base_currency char(3))',
  `INSERT INTO portfolios VALUES ('P1', 'C1', 'One', 'USD'), ('P2', 'C2', 'Two', 'USD')`,
  'CREATE TABLE accounts (account_id varchar(20) PRIMARY KEY, portfolio_id varchar(20), custodian_id varchar(20), name varchar(50), currency char(3))',
  `INSERT INTO accounts VALUES ('A-DB', 'P1', 'K1', 'Books', 'USD')`,
  `CREATE TABLE transactions (transaction_id varchar(20) PRIMARY KEY, account_id varchar(20), trade_date date, type varchar(20),
     security_id varchar(20), quantity decimal(20, 6), price decimal(20, 6), fee decimal(20, 2), amount decimal(20, 2), currency char(3), updated_at datetime(6))`,
  `INSERT INTO transactions VALUES
     ('B1', 'A-DB', '2026-01-05', 'DEPOSIT', NULL, NULL, NULL, NULL, 10000, 'USD', '2026-01-05 10:00:00'),
     ('B2', 'A-DB', '2026-01-06', 'BUY', 'S1', 100, 50, 10, -5010, 'USD', '2026-01-06 10:00:00')`,
  `INSERT INTO transactions VALUES ${small.join(', ')}`,
];

export const MARKET: readonly string[] = [
  'CREATE TABLE instrument (code text PRIMARY KEY, title text, kind text, ccy text)',
  `INSERT INTO instrument VALUES ('S1', 'Acme', 'STK', 'USD'), ('S2', 'Zenith', 'STK', 'EUR')`,
  'CREATE TABLE quote (code text, day date, px numeric, PRIMARY KEY (code, day))',
  `INSERT INTO quote SELECT c, d::date, CASE WHEN d::date = '2026-03-31' THEN 60 ELSE 50 END
     FROM unnest(ARRAY['S1', 'S2']) c, generate_series('2024-01-01'::date, '2026-03-31'::date, '1 day') d`,
];

const MAPPING = `
name: Market
delivery: incremental
inputs:
  instruments: { table: instrument }
  quotes: { query: 'SELECT code, day, px FROM quote', key: [code, day] }
tables:
  securities:
    from: instruments
    columns:
      security_id: code
      name: title
      asset_class: { value: kind, map: { STK: Equity } }
      currency: ccy
  prices:
    from: quotes
    columns: { security_id: code, price_date: day, close: px }
`;

const paidIn = (id: string): string =>
  `<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260112<TRNAMT>1.25<FITID>D${id}<NAME>Savings</STMTTRN>`;
const OFX = `OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><FI><ORG>Shore Bank</FI></SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>555-01<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260105<TRNAMT>120.50<FITID>1<NAME>Salary</STMTTRN>${numbers.map(paidIn).join('')}</BANKTRANLIST><LEDGERBAL><BALAMT>3870.50<DTASOF>20260131</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`;
const received = (id: string): string =>
  `<CashTransaction accountId="U1" currency="USD" dateTime="2026-01-12" settleDate="2026-01-12" reportDate="2026-01-12" amount="1.25" type="Deposits/Withdrawals" description="CASH RECEIPTS" transactionID="7${id}" levelOfDetail="DETAIL" fxRateToBase="1" />`;
const FLEX = `<FlexQueryResponse queryName="all" type="AF"><FlexStatements count="1"><FlexStatement accountId="U1" fromDate="2026-01-01" toDate="2026-01-31" period="" whenGenerated="2026-02-01;101500"><AccountInformation accountId="U1" currency="USD" name="Ann" /><CashTransactions><CashTransaction accountId="U1" currency="USD" dateTime="2026-01-10" settleDate="2026-01-10" reportDate="2026-01-10" amount="1000" type="Deposits/Withdrawals" description="CASH RECEIPTS" transactionID="9" levelOfDetail="DETAIL" fxRateToBase="1" />${numbers.map(received).join('')}</CashTransactions></FlexStatement></FlexStatements></FlexQueryResponse>`;

const TRANSACTIONS =
  'transaction_id;account_id;trade_date;type;security_id;quantity;price;fee;amount;currency\n';

/** Writes the mapping and the files of all sources that are files. */
export function writeFiles(folder: string): void {
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const deposits = numbers.map((id) => `D${id};A-CSV;2026-01-12;DEPOSIT;;;;;1.25;USD\n`);
  for (const name of ['csv', 'other']) mkdirSync(join(folder, name));
  write('market.yaml', MAPPING);
  write('january.ofx', OFX);
  write('flex.xml', FLEX);
  write('csv/accounts.csv', 'account_id;portfolio_id;custodian_id;name;currency\nA-CSV;P2;K1;Files;USD\n');
  write(
    'csv/transactions.csv',
    `${TRANSACTIONS}F1;A-CSV;2026-01-05;DEPOSIT;;;;;2000;USD\nF2;A-CSV;2026-02-05;DIVIDEND;S1;;;;25;USD\n${deposits.join('')}`,
  );
  // The purchase that the books have too, in the words of another system.
  write('other/transactions.csv', `${TRANSACTIONS}XB-77;A-DB;2026-01-06;BUY;S1;100;50;10;-5010;USD\n`);
}

/** Beside 3000 × 1.25 in each: 10000 − 5010 in cash and 100 × 60; 2000 and 25; 120.50; 1000. */
export const FIGURES: Readonly<Record<string, { market_value: string; net_contributions: string }>> = {
  'A-DB': { market_value: '14740.00', net_contributions: '13750.00' },
  'A-CSV': { market_value: '5775.00', net_contributions: '5750.00' },
  '555-01': { market_value: '3870.50', net_contributions: '3870.50' },
  U1: { market_value: '4750.00', net_contributions: '4750.00' },
};

export const FIRM_FIGURES = { market_value: '29135.50', net_contributions: '28120.50' };
