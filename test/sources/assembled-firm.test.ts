import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { integer, sample } from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPassage } from '../../src/etl/extract/database/servers.fixture.ts';
import type { TestDatabase } from '../../src/etl/extract/database/servers.fixture.ts';
import { dayOf } from '../../src/vocabulary/day.ts';
import { MARIADB, POSTGRES } from '../services/source-databases.ts';
import { openInstallation, OWNER } from '../gold/installation.ts';
import type { Installation } from '../gold/installation.ts';

const DAY = dayOf('2026-03-31');
const DEPOSITS = 3_000;
/** On a machine that is busy with other things. */
const TEST_MS_MAX = 300_000;

/**
 * One firm whose data lie in five places: accounts and bookings in a MariaDB, market data under names of its own in a
 * PostgreSQL, an account in a folder of CSV files, one in an OFX statement, one in a Flex query.
 */
let folder = '';
const isMissing = MARIADB.missing || POSTGRES.missing;
const databases: TestDatabase[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'assembled-'));
  if (isMissing) return;
  const [books, market] = await Promise.all([MARIADB.make(), POSTGRES.make()]);
  databases.push(books, market);
  await books.run(...BOOKS);
  await market.run(...MARKET);
  writeFiles();
}, TEST_MS_MAX);
afterAll(async () => {
  for (const database of databases) await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const small = Array.from({ length: DEPOSITS }, (_, n) => {
  const id = `'D${String(n).padStart(5, '0')}'`;
  return `(${id}, 'A-DB', '2026-01-12', 'DEPOSIT', NULL, NULL, NULL, NULL, 1.25, 'USD', '2026-01-12 10:00:00')`;
});
const BOOKS = [
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

const MARKET = [
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

const OFX = `OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><FI><ORG>Shore Bank</FI></SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>555-01<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260105<TRNAMT>120.50<FITID>1<NAME>Salary</STMTTRN></BANKTRANLIST><LEDGERBAL><BALAMT>120.50<DTASOF>20260131</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`;
const FLEX = `<FlexQueryResponse queryName="all" type="AF"><FlexStatements count="1"><FlexStatement accountId="U1" fromDate="2026-01-01" toDate="2026-01-31" period="" whenGenerated="2026-02-01;101500"><AccountInformation accountId="U1" currency="USD" name="Ann" /><CashTransactions><CashTransaction accountId="U1" currency="USD" dateTime="2026-01-10" settleDate="2026-01-10" reportDate="2026-01-10" amount="1000" type="Deposits/Withdrawals" description="CASH RECEIPTS" transactionID="9" levelOfDetail="DETAIL" fxRateToBase="1" /></CashTransactions></FlexStatement></FlexStatements></FlexQueryResponse>`;

const TRANSACTIONS =
  'transaction_id;account_id;trade_date;type;security_id;quantity;price;fee;amount;currency\n';

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

function writeFiles(): void {
  for (const name of ['csv', 'other']) mkdirSync(join(folder, name));
  write('market.yaml', MAPPING);
  write('january.ofx', OFX);
  write('flex.xml', FLEX);
  write('csv/accounts.csv', 'account_id;portfolio_id;custodian_id;name;currency\nA-CSV;P2;K1;Files;USD\n');
  write(
    'csv/transactions.csv',
    `${TRANSACTIONS}F1;A-CSV;2026-01-05;DEPOSIT;;;;;2000;USD\nF2;A-CSV;2026-02-05;DIVIDEND;S1;;;;25;USD\n`,
  );
  // The purchase that the books have too, in the words of another system.
  write('other/transactions.csv', `${TRANSACTIONS}XB-77;A-DB;2026-01-06;BUY;S1;100;50;10;-5010;USD\n`);
}

const FIGURES = {
  // 10000 − 5010 + 3000 × 1.25 in cash and 100 × 60.
  'A-DB': { market_value: '14740.00', net_contributions: '13750.00' },
  'A-CSV': { market_value: '2025.00', net_contributions: '2000.00' },
  '555-01': { market_value: '120.50', net_contributions: '120.50' },
  U1: { market_value: '1000.00', net_contributions: '1000.00' },
};

/** An address, reached through another port. */
function through(address: string, port: number): string {
  const url = new URL(address);
  url.port = String(port);
  return url.href;
}

async function expectFigures(installation: Installation): Promise<void> {
  for (const [account, expected] of Object.entries(FIGURES)) {
    const figures = await installation.figures({
      actor: OWNER,
      scope: { accounts: [account] },
      from: null,
      to: DAY,
      today: DAY,
    });
    expect([account, figures]).toMatchObject([account, expected]);
  }
  const firm = await installation.figures({ actor: OWNER, scope: {}, from: null, to: DAY, today: DAY });
  expect(firm).toMatchObject({ market_value: '17885.50', net_contributions: '16870.50' });
}

describe.skipIf(isMissing)('a firm assembled from five sources', () => {
  test(
    'has the figures it should have, whatever breaks on the way, and says what two sources tell',
    async () => {
      const [books, market] = databases;
      if (books === undefined || market === undefined) throw new Error('the databases are there');
      const passages = [await openPassage(books.port), await openPassage(market.port)] as const;
      const installation = await openInstallation();
      const seed = Math.floor(Math.random() * 2 ** 31);
      const take = (path: string, source: string, mapping?: string): ReturnType<Installation['takeIn']> =>
        installation.takeIn(path, { today: DAY, source, ...(mapping === undefined ? {} : { mapping }) });
      try {
        const asked = [
          [passages[1], through(market.address, passages[1].port), 'market', join(folder, 'market.yaml')],
          [passages[0], through(books.address, passages[0].port), 'books', undefined],
        ] as const;
        for (const [passage, address, source, mapping] of asked) {
          // Every connection breaks at this place: the run is given up, and another one begins.
          passage.breakAfter(Array.from({ length: 50 }, () => (mapping === undefined ? 40_000 : 2_000)));
          await expect(take(address, source, mapping)).rejects.toMatchObject({ code: 'source_unavailable' });
          // Connections break at random places: a run goes on by itself, or another one does what it left.
          passage.breakAfter(sample(integer({ min: 200, max: 120_000 }), { seed, numRuns: 6 }));
          const until = async (): Promise<unknown> =>
            take(address, source, mapping).catch((error: unknown) => {
              expect(error).toMatchObject({ code: 'source_unavailable' });
              return until();
            });
          expect(await until(), `seed ${String(seed)}`).toMatchObject({ status: 'done' });
        }
        expect(await take(join(folder, 'csv'), 'files')).toMatchObject({ status: 'done' });
        expect(await take(join(folder, 'january.ofx'), 'shore')).toMatchObject({ status: 'done' });
        expect(await take(join(folder, 'flex.xml'), 'broker')).toMatchObject({ status: 'done' });
        await expectFigures(installation);
        for (const [, address, source, mapping] of asked) {
          expect(await take(address, source, mapping)).toMatchObject({ status: 'unchanged' });
        }
        const twice = await take(join(folder, 'other'), 'other');
        expect(twice.findings).toContainEqual(
          expect.objectContaining({ code: 'booked_by_two_sources', rows: 1 }),
        );
      } finally {
        await installation.close();
        for (const passage of passages) passage.close();
      }
    },
    TEST_MS_MAX,
  );
});
