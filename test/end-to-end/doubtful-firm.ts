import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every weekday of 2026 until 30 June. */
const WEEKDAYS = Array.from({ length: 181 }, (_, n) => new Date(Date.UTC(2026, 0, 1 + n)))
  .filter((day) => day.getUTCDay() % 6 !== 0)
  .map((day) => day.toISOString().slice(0, 10));

const row = (
  id: string,
  account: string,
  day: string,
  type: string,
  security = '',
  quantity = '',
  more = '',
) => {
  const [price = '', amount = '0', settled = '', related = ''] = more.split(' ');
  return `${id},${account},${day},${settled},${type},${security},${quantity},${price},,,${amount},USD,${related}`;
};
const buy = (id: string, account: string, day: string, security: string, quantity: number, settled = '') =>
  row(id, account, day, 'BUY', security, String(quantity), `10 ${-10 * quantity} ${settled}`);

export const ACCOUNTS = [
  'account_id,portfolio_id,custodian_id,name,currency,opened_on,closed_on',
  'GOOD,P1,K1,Good,USD,2026-01-01,',
  'SHUT,P1,K1,Shut,USD,2026-01-01,2026-04-30',
  'REC,P2,K1,Reconciled,USD,2026-01-01,',
  'BAD,P2,K1,Bad,USD,2026-01-01,',
];

export function writeTable(into: string, name: string, lines: readonly string[]): void {
  writeFileSync(join(into, `${name}.csv`), `${lines.join('\n')}\n`);
}

/** Two clients; each kind of doubt once, in an account of its own kind, and prices of 10 otherwise. */
export function writeFirm(into: string): void {
  writeTable(into, 'custodians', ['custodian_id,name', 'K1,Bank']);
  writeTable(into, 'clients', ['client_id,name', 'C1,Ann', 'C2,Bo']);
  writeTable(into, 'portfolios', [
    'portfolio_id,client_id,name,base_currency',
    'P1,C1,One,USD',
    'P2,C2,Two,USD',
  ]);
  writeTable(into, 'accounts', ACCOUNTS);
  const daily = ['OK', 'DAILY', 'GAP', 'JUMP', 'STALE', 'MISS', 'SIGN', 'TWICE', 'WAIT', 'SPLIT'];
  const names = [...daily, 'MONTHLY', 'NEW', 'BOND', 'OLD'];
  writeTable(into, 'securities', [
    'security_id,symbol,name,asset_class,currency',
    ...names.map((name) => `${name},${name},${name} Inc,${name === 'BOND' ? 'Fixed Income' : 'Equity'},USD`),
  ]);
  writeTable(into, 'prices', [
    'security_id,price_date,close',
    ...daily.flatMap((name) => WEEKDAYS.flatMap((day) => close(name, day))),
    ...[1, 2, 3, 4, 5, 6].map((month) => `MONTHLY,2026-0${month}-01,10`),
    'NEW,2026-06-29,10',
  ]);
  writeTable(into, 'transactions', bookings());
  writeTable(into, 'holdings', [
    'account_id,security_id,as_of_date,quantity',
    ...[
      '2026-02-27,10,10,10,10,10,9500',
      '2026-03-31,25,5,15,20,10,9350',
      '2026-04-30,25,5,15,20,10,9310',
    ].flatMap((line) => {
      const [day, miss, sign, twice, split, wait, cash] = line.split(',');
      const stated = { MISS: miss, SIGN: sign, TWICE: twice, SPLIT: split, WAIT: wait, 'CASH:USD': cash };
      return Object.entries(stated).map(([security, quantity]) => `REC,${security},${day},${quantity}`);
    }),
  ]);
}

function close(name: string, day: string): readonly string[] {
  if (name === 'STALE' && day > '2026-03-02') return [];
  if (name === 'GAP' && day > '2026-02-02' && day < '2026-03-02') return [];
  if (name === 'JUMP' && day === '2026-04-15') return [`JUMP,${day},1000`];
  return [`${name},${day},${name === 'SPLIT' && day >= '2026-03-16' ? '5' : '10'}`];
}

function bookings(): readonly string[] {
  return [
    'transaction_id,account_id,trade_date,settle_date,type,security_id,quantity,price,fee,tax,amount,currency,related_security_id',
    row('G0', 'GOOD', '2026-01-02', 'DEPOSIT', '', '', ' 600'),
    buy('G1', 'GOOD', '2026-01-05', 'STALE', 10),
    buy('G2', 'GOOD', '2026-01-05', 'GAP', 10),
    buy('G3', 'GOOD', '2026-01-05', 'JUMP', 10),
    buy('G4', 'GOOD', '2026-01-05', 'MONTHLY', 10),
    buy('D1', 'GOOD', '2026-01-06', 'OK', 10),
    buy('D2', 'GOOD', '2026-01-06', 'OK', 10),
    row('S1', 'SHUT', '2026-01-02', 'DEPOSIT', '', '', ' 100'),
    row('S2', 'SHUT', '2026-05-11', 'WITHDRAWAL', '', '', ' -150'),
    row('B0', 'BAD', '2026-01-02', 'DEPOSIT', '', '', ' 1000'),
    buy('B1', 'BAD', '2026-01-05', 'OK', 5),
    row('B2', 'BAD', '2026-01-08', 'SELL', 'OK', '-8', '10 80'),
    row('B3', 'BAD', '2026-01-09', 'SPLIT', 'DAILY', '5'),
    row('B4', 'BAD', '2026-01-12', 'MERGER', 'WAIT', '3', ' 0  JUMP'),
    buy('B5', 'BAD', '2026-01-06', 'BOND', 10),
    buy('B6', 'BAD', '2026-02-02', 'NEW', 1),
    row('R0', 'REC', '2026-01-02', 'DEPOSIT', '', '', ' 10000'),
    ...['MISS', 'SIGN', 'TWICE', 'SPLIT', 'WAIT'].map((name) =>
      buy(`R-${name}`, 'REC', '2026-01-05', name, 10),
    ),
    buy('R4', 'REC', '2026-03-10', 'TWICE', 5),
    buy('R5', 'REC', '2026-03-10', 'TWICE', 5),
    buy('R6', 'REC', '2026-03-11', 'SIGN', 5),
    buy('R8', 'REC', '2026-04-29', 'WAIT', 4, '2026-05-04'),
  ];
}

/** The line of a booking in transactions.csv, the header being 1. */
export function lineOf(id: string): number {
  return 1 + bookings().findIndex((line) => line.startsWith(`${id},`));
}
