import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { openSource } from '../../open-source.ts';
import { EMPTY_DIRECTORY } from '../../statement/directory.ts';
import { inferMapping } from './infer-mapping.ts';
import type { Habits } from './invented-exports.fixture.ts';
import { BOOKINGS, TONGUES, writeExport } from './invented-exports.fixture.ts';

const RUNS = Number(process.env['ASKFOLIO_PROPERTY_RUNS'] ?? 15);
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'infer-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Row = Readonly<Record<string, string | null>>;

/** A table as the proposed mapping makes it. */
async function readBy(path: string, yaml: string, table: string): Promise<readonly Row[]> {
  const mapping = join(folder, 'proposed.yaml');
  writeFileSync(mapping, yaml);
  const source = await openSource({ path, mapping }, () => Promise.resolve(EMPTY_DIRECTORY), folder);
  try {
    const stream = (await source.list()).streams.find((each) => each.table === table);
    if (stream === undefined) return [];
    const rows: Row[] = [];
    for await (const { values, lines } of source.read(stream, stream.columns, null)) {
      for (const place of lines.keys()) {
        rows.push(Object.fromEntries(stream.columns.map((name, at) => [name, values[at]?.[place] ?? null])));
      }
    }
    return rows;
  } finally {
    await source.close();
  }
}

const infer = (path: string): Promise<string> => inferMapping({ path }, folder);
const place = (name: string, content: string | Buffer): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const HABITS: fc.Arbitrary<Habits> = fc
  .record({
    tongue: fc.constantFrom(...Object.keys(TONGUES)),
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    decimal: fc.constantFrom('.', ','),
    thousands: fc.boolean(),
    day: fc.constantFrom('iso', 'dotted', 'american', 'british', 'compact', 'timed'),
    signs: fc.constantFrom('signed', 'unsigned', 'columns'),
    quoted: fc.boolean(),
    hasIds: fc.boolean(),
    preamble: fc.boolean(),
    footer: fc.boolean(),
    windows: fc.boolean(),
    order: fc.nat(12),
  })
  .map((habits): Habits => ({ ...habits, thousands: habits.thousands && habits.delimiter !== ',' }));

describe('a mapping that is proposed', () => {
  property.prop([HABITS], { numRuns: RUNS })(
    'makes the same bookings of an export, whatever its words, signs, marks and dialect',
    async (habits) => {
      const path = place('export.csv', writeExport(habits));
      const rows = await readBy(path, await infer(path), 'transactions');
      const found = rows.map((row) => [
        row['trade_date'],
        row['settle_date'],
        row['account_id'],
        row['type'],
        row['security_id'],
        Number(row['quantity'] ?? 0),
        Number(row['amount']),
        row['currency'],
      ]);
      const expected = BOOKINGS.map(({ day, settles, account, type, isin, quantity, amount }) => [
        day,
        settles,
        account,
        type,
        isin || null,
        Number(quantity) * (type === 'SELL' ? -1 : 1),
        Number(amount),
        'EUR',
      ]);
      expect(found).toEqual(expected);
      const ids = rows.map((row) => row['transaction_id']);
      if (habits.hasIds) expect(ids).toEqual(BOOKINGS.map(({ id }) => id));
      else expect(new Set(ids).size).toBe(BOOKINGS.length);
    },
  );

  test('finds columns without names by what their values are to each other', async () => {
    const path = place(
      'nameless.csv',
      'c1|c2|c3|c4|c5|c6|c7\n2026-01-05|K9|US5949181045|10|400.00|-4000.00|B\n2026-01-06|K9|US0378331005|7|200.10|-1400.70|B\n2026-02-06|K8|US0378331005|-3|210.50|631.50|S\n2026-02-09|K8|US5949181045|-2|412.25|824.50|S\n',
    );
    const yaml = await infer(path);
    expect((await readBy(path, yaml, 'transactions'))[2]).toMatchObject({
      account_id: 'K8',
      trade_date: '2026-02-06',
      type: 'SELL',
      security_id: 'US0378331005',
      quantity: '-3',
      price: '210.5',
      amount: '631.5',
    });
    expect(yaml).toMatch(/doubtful: is c2 the account\?/);
    expect(yaml).toMatch(/doubtful: no column names a currency/);
  });

  test('takes what stands beside an amount off it, and says so', async () => {
    const path = place(
      'beside.csv',
      'Date;Type;ISIN;Shares;Price;Gross Amount;Fees;Currency\n2026-01-06;Buy;DE0007164600;10;180.50;1805.00;9.90;EUR\n2026-01-07;Sell;DE0007164600;10;180.50;1805.00;9.90;EUR\n',
    );
    const yaml = await infer(path);
    const rows = await readBy(path, yaml, 'transactions');
    expect(rows.map((row) => row['amount'])).toEqual(['-1814.9', '1795.1']);
    expect(yaml).toMatch(/doubtful: fees and taxes stand beside Gross Amount/);
  });

  test('reads what a booking is from its words where no column says it', async () => {
    const path = place(
      'cash.tsv',
      'Posted\tAcct\tDetails\tMoney Out\tMoney In\tCcy\n14/01/2026\tGB-1\tDividend VODAFONE\t\t12.40\tGBP\n15/01/2026\tGB-1\tCustody fee\t3.00\t\tGBP\n22/01/2026\tGB-2\tTransfer from client\t\t5,000.00\tGBP\n29/01/2026\tGB-2\tWithdrawal to bank\t250.00\t\tGBP\n',
    );
    const rows = await readBy(path, await infer(path), 'transactions');
    expect(rows.map((row) => [row['type'], row['amount']])).toEqual([
      ['DIVIDEND', '12.4'],
      ['FEE', '-3'],
      ['DEPOSIT', '5000'],
      ['WITHDRAWAL', '-250'],
    ]);
  });

  test('asks whether one ticker in two currencies is one security', async () => {
    const head = 'Account,Date,Type,Ticker,Quantity,Price,Amount,Currency';
    const bookings = (second: string): string =>
      [
        head,
        'A-1,2026-01-05,Buy,ABC,10,5.00,-50.00,GBP',
        `A-1,2026-01-06,Buy,ABC,4,7.00,-28.00,${second}`,
        'A-1,2026-01-07,Buy,MOOR,2,3.00,-6.00,USD',
      ].join('\n');
    const twoExchanges = await infer(place('two-exchanges.csv', bookings('USD')));
    expect(twoExchanges).toMatch(/doubtful: ABC is in GBP and USD: if that is two securities/);
    expect(await infer(place('one-exchange.csv', bookings('GBP')))).not.toContain(
      'if that is two securities',
    );
  });

  test('knows positions, closes and exchange rates apart from bookings', async () => {
    const positions = place(
      'positions_20260331.csv',
      'Account,Ticker,Security Name,CUSIP,Asset Type,Shares,Last Price,Market Value,Total Cost\nA-1,MSFT,Microsoft Corp,594918104,Common Stock,10,410.5,4105.00,3900.00\nA-2,BND,Vanguard Total Bond ETF,921937835,ETF,100,72.5,7250.00,7300.00\n',
    );
    const yaml = await infer(positions);
    expect(await readBy(positions, yaml, 'holdings')).toMatchObject([
      {
        account_id: 'A-1',
        security_id: '594918104',
        as_of_date: '2026-03-31',
        quantity: '10',
        market_value: '4105',
        cost_basis: '3900',
      },
      { account_id: 'A-2', security_id: '921937835' },
    ]);
    expect((await readBy(positions, yaml, 'securities')).slice(0, 2)).toMatchObject([
      { name: 'Microsoft Corp', symbol: 'MSFT', asset_class: 'Equity' },
      { asset_class: 'Fund' },
    ]);
    const rates = place(
      'fx.jsonl',
      '{"date":"2026-01-05","base":"EUR","quote":"USD","rate":1.0812}\n{"date":"2026-01-06","base":"EUR","quote":"USD","rate":1.0799}\n',
    );
    expect((await readBy(rates, await infer(rates), 'fx_rates'))[0]).toEqual({
      rate_date: '2026-01-05',
      from_currency: 'EUR',
      to_currency: 'USD',
      rate: '1.0812',
    });
    const closes = place(
      'closes.csv',
      'isin,day,close\nUS5949181045,2026-01-05,400.0\nUS0378331005,2026-01-05,200.0\n',
    );
    expect(await readBy(closes, await infer(closes), 'prices')).toHaveLength(2);
  });

  test('leaves totals out, and no booking on a day that the calendar does not have', async () => {
    const path = place(
      'days.csv',
      'Datum;Art;Betrag;Währung\n05.01.2026;Einzahlung;10,00;EUR\n31.02.2026;Einzahlung;20,00;EUR\n06.02.2026;Auszahlung;-5,00;EUR\nSumme;;30,00;\n',
    );
    const rows = await readBy(path, await infer(path), 'transactions');
    expect(rows.map((row) => [row['trade_date'], row['amount']])).toEqual([
      ['2026-01-05', '10'],
      [null, '20'],
      ['2026-02-06', '-5'],
    ]);
  });

  test('pins the dialect that was sniffed, and says which columns it leaves', async () => {
    const path = place(
      'dialect.txt',
      Buffer.from(
        "Kopf\n\n'Date';'Type';'Text';'Amount';'Rang'\n'2026-01-06';'Deposit';'it\\'s; said \x80';'1,50';'x'\n'2026-01-07';'Deposit';'more';'2,50';'y'\n",
        'latin1',
      ),
    );
    const yaml = await infer(path);
    expect(parse(yaml)).toMatchObject({
      decimal: ',',
      inputs: {
        dialect: { csv: { delimiter: ';', quote: "'", escape: '\\', encoding: 'windows-1252', skip: 2 } },
      },
    });
    expect((await readBy(path, yaml, 'transactions'))[0]).toMatchObject({
      description: "it's; said €",
      amount: '1.5',
    });
    expect(yaml).toMatch(/# Not used of dialect.txt: Rang/);
  });

  test.each(['a,b\n1,2\n', '', 'only words here\nand here\n'])(
    'is refused for what nothing is known of',
    async (text) => {
      const path = place('strange.csv', text);
      await expect(infer(path)).rejects.toMatchObject({ code: 'source_unreadable' });
    },
  );
});
