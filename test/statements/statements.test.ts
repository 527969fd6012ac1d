import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { preview } from '../../src/etl/preview.ts';
import { dayOf } from '../../src/vocabulary/day.ts';
import type { Preview, PreviewRow } from '../../src/vocabulary/run.ts';
import { Installation, ROOT } from '../end-to-end/askfolio.ts';

const CASES = join(ROOT, '../shared/cases/statements');
const HERE = import.meta.dirname;
const hasCases = existsSync(CASES) && spawnSync('python3', ['--version']).status === 0;

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'statements-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Nobody else is at the staged rows. */
const takeStage = () => Promise.resolve(() => Promise.resolve());

/** What an import into an empty home would make of a file. */
function previewOf(path: string, mapping: string | null = null, badRowsShareMax = 0.05): Promise<Preview> {
  const home = join(scratch, 'home');
  const keys = { stageKey: '0a'.repeat(32), parcelKey: '0b'.repeat(32) };
  const settings = { firmCurrency: 'USD', badRowsShareMax, today: dayOf('2026-06-30') };
  return preview(
    { home, run: 'preview', takeStage, ...keys, ...settings },
    { path, source: 'main', mode: null, mapping },
  );
}

/** What differs between a preview and what the case says, by the comparer that comes with the cases. */
async function differences(file: string, expected: string, mapping: string | null): Promise<string> {
  const got = join(scratch, 'preview.json');
  writeFileSync(got, JSON.stringify(await previewOf(join(CASES, file), mapping)));
  return spawnSync('python3', [join(CASES, 'compare.py'), join(CASES, expected), got], {
    encoding: 'utf8',
  }).stdout;
}

describe.skipIf(!hasCases)('the statements of the cases', () => {
  const read = hasCases ? readdirSync(CASES).filter((file) => /\.(ofx|xml|sta)$/.test(file)) : [];
  test.each(read)('%s is read without a mapping, every number accounted for', async (file) => {
    expect(await differences(file, `${file}.expected.json`, null)).toBe('nothing differs\n');
  });

  test.each([
    ['traderepublic-2026.csv', 'trade-republic'],
    ['traderepublic-dividend-corrections.csv', 'trade-republic'],
    ['hf/trades.csv', join(HERE, 'custodian-trades.yaml')],
    ['hf/holdings.csv', join(HERE, 'custodian-holdings.yaml')],
  ])('%s is read with its mapping', async (file, mapping) => {
    expect(await differences(file, `${file}.expected.json`, mapping)).toBe('nothing differs\n');
  });
});

const number = (text: PreviewRow[string] | undefined): number | null =>
  text === null || text === undefined ? null : Number(text);

const trades = async (sample: string, mapping: string): Promise<readonly (readonly unknown[])[]> => {
  const { transactions, quarantine } = await previewOf(join(HERE, 'samples', sample), mapping);
  expect(quarantine).toEqual([]);
  return transactions
    .map(({ trade_date, type, quantity, amount }) => [
      trade_date,
      type,
      number(quantity) || null,
      number(amount),
    ])
    .toSorted((left, right) => String(left).localeCompare(String(right)));
};

describe('the mappings that come with the program', () => {
  test('read the history of a Schwab account', async () => {
    expect(await trades('Individual_XXX123_Transactions_20260401-101500.csv', 'schwab')).toEqual([
      ['2026-01-05', 'DEPOSIT', null, 12000],
      ['2026-02-02', 'BUY', 25, -10000],
      ['2026-02-16', 'INTEREST', null, 0.42],
      ['2026-03-16', 'SELL', -10, 4104.88],
      ['2026-03-30', 'BUY', 1.2345, -99.99],
      ['2026-03-31', 'DIVIDEND', null, 99.99],
    ]);
  });

  test('read the activity of Fidelity accounts, whatever stands before and behind it', async () => {
    expect(await trades('fidelity.csv', 'fidelity')).toEqual([
      ['2026-01-05', 'DEPOSIT', null, 9000],
      ['2026-01-06', 'BUY', 20, -8004.95],
      ['2026-03-02', 'DIVIDEND', null, 15.5],
      ['2026-03-12', 'SELL', -5, 2049.95],
    ]);
  });

  test('read the transactions of Vanguard without the sweeps of its settlement fund', async () => {
    expect(await trades('vanguard.csv', 'vanguard')).toEqual([
      ['2026-01-05', 'DEPOSIT', null, 3000],
      ['2026-01-06', 'BUY', 10, -2950],
      ['2026-03-20', 'BUY', 0.14, -42.1],
      ['2026-03-20', 'DIVIDEND', null, 42.1],
    ]);
  });

  test('read the activities of Ghostfolio, whose amounts follow from quantity, price and fee', async () => {
    expect(await trades('ghostfolio.json', 'ghostfolio')).toEqual([
      ['2026-01-06', 'BUY', 12, -1049.22],
      ['2026-02-12', 'DIVIDEND', null, 3],
      ['2026-03-03', 'SELL', -2, 180.72],
    ]);
  });

  test('read all transactions of Portfolio Performance', async () => {
    expect(await trades('portfolio-performance.csv', 'portfolio-performance')).toEqual([
      ['2026-01-05', 'DEPOSIT', null, 10000],
      ['2026-01-06', 'BUY', 50, -5069.9],
      ['2026-03-20', 'DIVIDEND', null, 29.45],
      ['2026-03-30', 'SELL', -10, 1027],
    ]);
  });

  test('read the transactions of Trade Republic, whose fees and taxes stand beside the amount', async () => {
    expect(await trades('trade-republic.csv', 'trade-republic')).toEqual([
      ['2026-01-05', 'DEPOSIT', null, 1000],
      ['2026-01-06', 'BUY', 5, -451],
      ['2026-03-20', 'DIVIDEND', null, 7.8],
    ]);
  });
});

const told = async (yaml: string): Promise<string> => {
  const file = join(scratch, 'mapping.yaml');
  writeFileSync(file, yaml);
  return (await previewOf(join(HERE, 'samples/trade-republic.csv'), file)).failed ?? '';
};

const around = (columns: string): string =>
  `name: Mine\ninputs: { rows: {} }\ntables:\n  custodians:\n    columns: { ${columns} }\n`;

describe('a mapping that is not right', () => {
  test.each([
    ['a line that is no YAML', 'name: [', 'line 1'],
    [
      'a table that does not exist',
      'name: Mine\ninputs: { rows: {} }\ntables: { trades: { columns: {} } }\n',
      'trades',
    ],
    [
      'a column that the table lacks',
      around('custodian_id: symbol, nick: name'),
      'custodians has no column nick',
    ],
    ['a column that the file lacks', around('custodian_id: isin_code, name: name'), 'isin_code'],
    [
      'an expression that ends the statement',
      around('custodian_id: "1); DROP TABLE x; --", name: name'),
      'is no SQL expression',
    ],
    [
      'an expression that reads a file',
      around('custodian_id: "(SELECT content FROM read_text(\'/etc/hostname\'))", name: name'),
      'custodians',
    ],
  ])('with %s is refused with its place', async (_what, yaml, place) => {
    expect(await told(yaml)).toContain(place);
  });

  test('that does not exist names those that come with the program', async () => {
    expect((await previewOf(join(HERE, 'samples/vanguard.csv'), 'no-such-broker')).failed).toContain(
      'vanguard',
    );
  });
});

describe('a preview', () => {
  test('from the command line imports nothing', async () => {
    const askfolio = new Installation();
    try {
      const file = join(HERE, 'samples/vanguard.csv');
      expect(await askfolio.output('sources', 'preview', file, '--mapping', 'vanguard')).toContain('DEPOSIT');
      expect(await askfolio.output('ask', 'What is everything worth?')).toContain(
        'No data have been imported',
      );
      expect(await askfolio.output('etl', 'status')).toContain('Nothing has been imported');
    } finally {
      askfolio.remove();
    }
  });
});

const OFX = (amount: string): string =>
  `OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><FI><ORG>Shore Bank</FI></SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>USD<BANKACCTFROM><BANKID>1<ACCTID>555-01<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260105<TRNAMT>${amount}<FITID>1<NAME>Salary</STMTTRN></BANKTRANLIST><LEDGERBAL><BALAMT>${amount}<DTASOF>20260131</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>`;

describe('a statement that is imported', () => {
  test('twice changes nothing, and once more with another amount is a correction', async () => {
    const own = new Installation();
    try {
      const file = join(scratch, 'january.ofx');
      const take = async (amount: string): Promise<string> => {
        writeFileSync(file, OFX(amount));
        const report = await own.output('import', file, '--json');
        return (JSON.parse(report) as { status: string }).status;
      };
      expect([await take('100.00'), await take('100.00'), await take('120.50')]).toEqual([
        'done',
        'unchanged',
        'done',
      ]);
      const figures = await own.output('figures', '--account', '555-01', '--to', '2026-01-31', '--json');
      expect(JSON.parse(figures)).toMatchObject({ market_value: '120.50', net_contributions: '120.50' });
    } finally {
      own.remove();
    }
  });

  test('is refused with one sentence where it is cut off or no statement at all', async () => {
    const file = join(scratch, 'broken.xml');
    writeFileSync(file, '<FlexQueryResponse><FlexStatements><FlexStatement accountId="U1">');
    expect((await previewOf(file)).failed).toContain('no XML that can be read');
    writeFileSync(
      file,
      '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><FlexQueryResponse>&e;</FlexQueryResponse>',
    );
    expect((await previewOf(file)).failed).toContain('document type');
  });
});

const month = (of: string, { id, day, quantity }: { id: string; day: string; quantity: string }): string =>
  `OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><FI><ORG>Shore Brokers</FI></SONRS></SIGNONMSGSRSV1><INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS><DTASOF>${of}<CURDEF>USD
<INVACCTFROM><BROKERID>shore<ACCTID>900-1</INVACCTFROM><INVTRANLIST><DTSTART>20260101<DTEND>${of}
<BUYSTOCK><INVBUY><INVTRAN><FITID>${id}<DTTRADE>${day}</INVTRAN><SECID><UNIQUEID>037833100<UNIQUEIDTYPE>CUSIP</SECID><UNITS>${quantity}<UNITPRICE>10<TOTAL>-${quantity}0</INVBUY><BUYTYPE>BUY</BUYSTOCK></INVTRANLIST>
<INVPOSLIST><POSSTOCK><INVPOS><SECID><UNIQUEID>037833100<UNIQUEIDTYPE>CUSIP</SECID><UNITS>${quantity}<UNITPRICE>10<MKTVAL>${quantity}0<DTPRICEASOF>20260228</INVPOS></POSSTOCK></INVPOSLIST></INVSTMTRS></INVSTMTTRNRS></INVSTMTMSGSRSV1>
<SECLISTMSGSRSV1><SECLIST><STOCKINFO><SECINFO><SECID><UNIQUEID>037833100<UNIQUEIDTYPE>CUSIP</SECID><SECNAME>Apple<TICKER>AAPL</SECINFO></STOCKINFO></SECLIST></SECLISTMSGSRSV1></OFX>`;

const folder = (files: Readonly<Record<string, string>>): string => {
  const path = mkdtempSync(join(scratch, 'folder-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
};

describe('a folder of statements', () => {
  test('is one delivery, whose accounts and securities are told once', async () => {
    const got = await previewOf(
      folder({
        'b-february.ofx': month('20260228', { id: '2', day: '20260210', quantity: '7' }),
        'a-january.ofx': month('20260228', { id: '1', day: '20260110', quantity: '5' }),
        'cash.ofx': OFX('100.00'),
        'note.txt': 'Dear customer',
      }),
    );
    expect(got.quarantine).toEqual([]);
    expect(got.accounts.map(({ account_id }) => account_id)).toEqual(['555-01', '900-1']);
    expect(got.securities.map(({ cusip }) => cusip)).toEqual(['037833100']);
    expect(got.transactions.map(({ external_id }) => external_id)).toEqual([
      '555-01/1/STMTTRN',
      '900-1/1/BUYSTOCK',
      '900-1/2/BUYSTOCK',
    ]);
    // Both state the same day: the later one speaks, nothing is added up.
    expect(got.holdings.map(({ quantity }) => number(quantity))).toEqual([7]);
    expect(got.unmapped).toEqual(['note.txt']);
  });

  test('says of a bad row in which of its files and on which line it stands', async () => {
    const bad = month('20260228', { id: '2', day: '20261399', quantity: '7' });
    const got = await previewOf(
      folder({ 'a.ofx': month('20260131', { id: '1', day: '20260110', quantity: '5' }), 'b.ofx': bad }),
    );
    const line = 1 + bad.split('\n').findIndex((each) => each.startsWith('<BUYSTOCK>'));
    // Half of two rows is too much: the other is refused along.
    expect(got.quarantine.map((row) => [row.table, row.file, row.line, row.column])).toEqual([
      ['transactions', 'b.ofx', line, 'trade_date'],
      ['transactions', 'a.ofx', line, null],
    ]);
  });

  test('is taken in by an import, and again without a change', async () => {
    const own = new Installation();
    try {
      const path = folder({
        'january.ofx': month('20260131', { id: '1', day: '20260110', quantity: '5' }),
        'salary.ofx': OFX('100.00'),
      });
      const take = async (): Promise<unknown> => JSON.parse(await own.output('import', path, '--json'));
      expect(await take()).toMatchObject({ status: 'done', tables: { accounts: { new: 2 } } });
      expect(await take()).toMatchObject({ status: 'unchanged', tables: { transactions: { unchanged: 2 } } });
    } finally {
      own.remove();
    }
  });
});

describe('a folder of exports that one input of a mapping means', () => {
  const MINE = `name: Mine
inputs: { bookings: { file: 'bookings_*.csv' } }
tables:
  custodians: { rows: [{ custodian_id: M, name: Mine }] }
  clients: { rows: [{ client_id: own, name: Own }] }
  portfolios: { rows: [{ portfolio_id: p, client_id: own, name: Mine, base_currency: EUR }] }
  securities: { rows: [{ security_id: 'CASH:EUR', symbol: EUR, name: EUR cash, asset_class: Cash, currency: EUR }] }
  accounts:
    once: true
    columns: { account_id: account, portfolio_id: { constant: p }, custodian_id: { constant: M }, name: account, currency: { constant: EUR } }
  transactions:
    columns:
      transaction_id: told(day || amount || account)
      account_id: account
      trade_date: day
      type: { constant: DEPOSIT }
      amount: num(amount)
      currency: { constant: EUR }
      description: note
`;

  test('is read as one, where a booking that two of them tell is one, and a later column comes with its file', async () => {
    const mapping = join(scratch, 'mine.yaml');
    writeFileSync(mapping, MINE);
    const path = folder({
      'bookings_01.csv': 'account,day,amount\nA,2026-01-05,10\nA,2026-01-05,10\nA,2026-01-31,20\n',
      'bookings_02.csv':
        'account,day,amount,note\nA,2026-01-31,20,\nB,2026-02-30,1,\nA,2026-02-03,30,thanks\n',
      'readme.md': 'monthly exports',
    });
    const got = await previewOf(path, mapping, 0.5);
    expect(
      got.transactions.map((row) => [row['trade_date'], number(row['amount']), row['description']]),
    ).toEqual(
      expect.arrayContaining([
        ['2026-01-05', 10, null],
        ['2026-01-31', 20, null],
        ['2026-02-03', 30, 'thanks'],
      ]),
    );
    expect(got.transactions).toHaveLength(4);
    expect(got.accounts.map((row) => row['account_id'])).toEqual(['A', 'B']);
    expect(got.quarantine.map((row) => [row.file, row.line, row.column])).toEqual([
      ['bookings_02.csv', 3, 'trade_date'],
    ]);
  });
});

test('every mapping that comes with the program has a test', () => {
  const ready = readdirSync(join(ROOT, 'src/etl/extract/mapping/ready')).map((file) =>
    file.replace('.yaml', ''),
  );
  const here = readFileSync(import.meta.filename, 'utf8');
  expect(ready.filter((name) => !here.includes(`'${name}')`))).toEqual([]);
});
