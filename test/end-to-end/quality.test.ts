import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { FINDING_CODES } from '../../src/model/findings.ts';
import { Installation } from './askfolio.ts';
import { ACCOUNTS, lineOf, writeFirm, writeTable } from './doubtful-firm.ts';

const Row = z.object({
  code: z.string(),
  severity: z.string(),
  account: z.string().nullable(),
  security: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  detail: z.string().nullable(),
  cause: z.string().nullable(),
  table: z.string().nullable(),
  file: z.string().nullable(),
  line: z.number().nullable(),
  key: z.string().nullable(),
});
const Finding = z.object({ code: z.string(), severity: z.string(), text: z.string(), rows: z.int() });
const Report = z.object({
  run: z.string(),
  status: z.string(),
  dataVersion: z.string(),
  findings: z.array(Finding),
});
const Status = z.array(z.object({ run: z.string(), findingRows: z.array(Row).optional() }));
const Answer = z.object({
  id: z.string(),
  kind: z.string(),
  text: z.string(),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  caveats: z.array(z.string()).default([]),
});
const Trace = z.object({
  user: z.string(),
  answer: z.object({
    sql: z.string(),
    dataVersion: z.string(),
    plan: z.object({ metrics: z.array(z.string()) }),
  }),
  run: z.object({ run: z.string(), path: z.string().nullable() }),
  grounds: z.object({
    dataVersion: z.string(),
    count: z.int(),
    bookings: z.array(
      z.object({ account: z.string(), transaction: z.string(), file: z.string(), line: z.int() }),
    ),
  }),
  deliveries: z.array(
    z.object({
      run: z.string(),
      received: z.object({ files: z.array(z.object({ file: z.string(), sha256: z.string() })) }),
    }),
  ),
});

const firm = new Installation();
const folder = mkdtempSync(join(tmpdir(), 'askfolio-quality-'));
let report: z.infer<typeof Report>;
let rows: z.infer<typeof Row>[];

beforeAll(async () => {
  writeFirm(folder);
  const printed = await firm.output('import', folder, '--json');
  report = Report.parse(JSON.parse(printed));
  const people = join(folder, 'users.csv');
  writeFileSync(people, 'user,name,role,advisor_id,client_id\nann,Ann,client,,C1\nbo,Bo,client,,C2\n');
  await firm.output('users', 'import', people);
  rows = Status.parse(JSON.parse(await firm.output('etl', 'status', '--json')))[0]?.findingRows ?? [];
});
afterAll(() => {
  firm.remove();
  rmSync(folder, { recursive: true, force: true });
});

const of = (code: string, account?: string) =>
  rows.filter((row) => row.code === code && (account === undefined || row.account === account));

const ask = async (question: string, ...more: string[]) =>
  Answer.parse(JSON.parse(await firm.output('ask', question, '--today', '2026-06-30', '--json', ...more)));

describe('what a run finds', () => {
  test('no bad booking stops it, and each is a finding with the line that shows it', () => {
    expect(report.status).toBe('done');
    const shown = (code: string) =>
      of(code).map(({ account, security, line, key }) => [account, security, line, key]);
    expect(shown('sold_short')).toEqual([['BAD', 'OK', lineOf('B2'), 'B2']]);
    expect(shown('split_of_nothing')).toEqual([['BAD', 'DAILY', lineOf('B3'), 'B3']]);
    expect(shown('merger_of_nothing')).toEqual([['BAD', 'JUMP', lineOf('B4'), 'B4']]);
    expect(of('position_without_price').map(({ account, security }) => [account, security])).toEqual([
      ['BAD', 'BOND'],
      ['BAD', 'NEW'],
    ]);
    expect(of('position_without_price', 'BAD')).toMatchObject([
      { security: 'BOND', from: '2026-01-06', to: '2026-06-30', line: lineOf('B5') },
      { security: 'NEW', from: '2026-02-02', to: '2026-06-28', line: lineOf('B6') },
    ]);
  });

  test('every code is of the list, and the report sums up what the rows say', () => {
    for (const { code, rows: count } of report.findings) {
      expect(FINDING_CODES).toContain(code);
      expect(count).toBeGreaterThan(0);
      expect(of(code).length).toBeGreaterThan(0);
    }
  });

  test('old, missing and jumping prices, while they are held and by the security’s own rhythm', () => {
    expect(of('stale_price')).toMatchObject([
      { account: 'GOOD', security: 'STALE', from: '2026-03-03', to: '2026-06-30' },
    ]);
    expect(of('price_gap')).toMatchObject([
      { account: 'GOOD', security: 'GAP', from: '2026-02-03', to: '2026-03-01' },
    ]);
    expect(of('price_jump')).toMatchObject([
      {
        account: 'GOOD',
        security: 'JUMP',
        from: '2026-04-15',
        to: '2026-04-15',
        detail: 'from 10 to 1000 and back to 10',
      },
    ]);
  });

  test('bookings that look alike, lie outside the account’s life, or overdraw it', () => {
    expect(of('duplicate_booking', 'GOOD')).toMatchObject([
      { account: 'GOOD', key: 'D2', detail: 'as D1', line: lineOf('D2') },
    ]);
    expect(of('booking_outside_account')).toMatchObject([
      { account: 'SHUT', from: '2026-05-11', detail: 'after 2026-04-30', key: 'S2' },
    ]);
    expect(of('negative_cash', 'SHUT')).toMatchObject([{ security: 'CASH:USD', detail: 'down to -50.00' }]);
  });

  test('the likely cause of each difference from a statement', () => {
    const causes = of('reconciliation_breaks').map(({ security, from, cause, key }) => [
      security,
      from,
      cause,
      key,
    ]);
    expect(causes).toEqual([
      ['MISS', '2026-03-31', 'missing_booking', null],
      ['MISS', '2026-04-30', 'missing_booking', null],
      ['SIGN', '2026-03-31', 'sign', 'R6'],
      ['SIGN', '2026-04-30', 'sign', null],
      ['SPLIT', '2026-03-31', 'split_not_booked', null],
      ['SPLIT', '2026-04-30', 'split_not_booked', null],
      ['TWICE', '2026-03-31', 'duplicate_booking', 'R5'],
      ['TWICE', '2026-04-30', 'duplicate_booking', null],
      ['WAIT', '2026-04-30', 'unsettled', 'R8'],
    ]);
    expect(report.findings.find(({ code }) => code === 'reconciliation_breaks')?.rows).toBe(9);
  });

  test('rows that lost what they refer to, with their table and line', async () => {
    const without = join(folder, 'without');
    mkdirSync(without);
    writeFileSync(join(without, 'delivery.json'), '{"full": true}');
    writeTable(
      without,
      'accounts',
      ACCOUNTS.filter((line) => !line.startsWith('SHUT')),
    );
    const other = new Installation();
    try {
      await other.output('import', folder, '--json');
      const second = Report.parse(JSON.parse(await other.output('import', without, '--json')));
      expect(second.findings.find(({ code }) => code === 'orphan_rows')).toMatchObject({ rows: 2 });
      const [last] = Status.parse(JSON.parse(await other.output('etl', 'status', '--json')));
      expect(last?.findingRows?.filter(({ code }) => code === 'orphan_rows')).toMatchObject([
        { table: 'transactions', file: 'transactions.csv', line: lineOf('S1'), key: 'S1' },
        { table: 'transactions', file: 'transactions.csv', line: lineOf('S2'), key: 'S2' },
      ]);
      expect(await other.output('etl', 'status')).toContain('orphan_rows, 2');
    } finally {
      other.remove();
    }
  });
});

describe('an answer says which doubtful data it rests on', () => {
  test('positions without a price since a day, with their share of the value', async () => {
    const { caveats } = await ask('market value', '--account', 'GOOD');
    expect(caveats).toContain('1 of 5 positions has no price since 3 Mar 2026: 16.67% of the value.');
  });

  test('a position that counts as nothing, and one that the custodian states otherwise', async () => {
    expect((await ask('market value', '--account', 'BAD')).caveats).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^1 of \d positions has no price at all: it counts as 0\.$/),
      ]),
    );
    expect((await ask('market value', '--account', 'REC')).caveats).toContain(
      '5 positions do not agree with the custodian’s statement of 30 Apr 2026.',
    );
  });

  test('only what the figure depends on, at the time that is asked about, of one’s own accounts', async () => {
    expect((await ask('dividends in March 2026', '--account', 'GOOD')).caveats).toEqual([]);
    expect((await ask('market value on 2026-02-27', '--account', 'GOOD')).caveats).toEqual([
      '1 position has no price since 3 Feb 2026.',
    ]);
    expect((await ask('market value on 2026-01-30', '--account', 'GOOD')).caveats).toEqual([]);
    const own = await ask('market value', '--as', 'bo');
    expect(own.caveats.join(' ')).not.toMatch(/of 5 positions|16\.00%/);
  });

  test('what anybody may read of the findings is what is theirs', async () => {
    const printed = await firm.output(
      'sql',
      'SELECT DISTINCT account_id FROM findings ORDER BY 1',
      '--as',
      'ann',
      '--json',
    );
    expect(z.object({ rows: z.array(z.array(z.string())) }).parse(JSON.parse(printed)).rows).toEqual([
      ['GOOD'],
      ['SHUT'],
    ]);
  });
});

describe('an answer is traced to the rows under it', () => {
  test('plan, SQL, data version, run, delivery, file and line', async () => {
    const { id } = await ask('market value on 2026-01-30', '--account', 'SHUT', '--as', 'ann');
    const trace = Trace.parse(JSON.parse(await firm.output('explain', id, '--as', 'ann', '--json')));
    expect(trace).toMatchObject({
      user: 'ann',
      answer: { dataVersion: report.dataVersion, plan: { metrics: ['market_value'] } },
      run: { run: report.run, path: null },
      grounds: {
        dataVersion: report.dataVersion,
        count: 1,
        bookings: [{ account: 'SHUT', transaction: 'S1', file: 'transactions.csv', line: lineOf('S1') }],
      },
    });
    expect(
      trace.deliveries[0]?.received.files.find(({ file }) => file === 'transactions.csv')?.sha256,
    ).toMatch(/^[0-9a-f]{64}$/);
    const asOwner = await firm.output('explain', id);
    for (const words of [trace.answer.sql, report.dataVersion, report.run, folder, 'S1'])
      expect(asOwner).toContain(words);
  });

  test('a sum rests on the bookings that made it', async () => {
    const { id } = await ask('deposits this year', '--account', 'GOOD');
    const { grounds } = Trace.parse(JSON.parse(await firm.output('explain', id, '--json')));
    expect(grounds.bookings.map(({ transaction }) => transaction)).toEqual(['G0']);
  });

  test('somebody else’s answer is refused in the words for one that is not there', async () => {
    const { id } = await ask('market value', '--as', 'ann');
    const [others, nobodys] = [
      await firm.run('explain', id, '--as', 'bo'),
      await firm.run('explain', '00000000-0000-4000-8000-000000000000', '--as', 'bo'),
    ];
    expect([others.status, others.stdout]).toEqual([1, '']);
    expect(others.stderr).toBe(nobodys.stderr);
  });
});
