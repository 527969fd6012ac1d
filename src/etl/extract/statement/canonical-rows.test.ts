import { expect, test } from 'vitest';
import { canonicalRows } from './canonical-rows.ts';
import { EMPTY_DIRECTORY, type Directory, type KnownSecurity } from './directory.ts';
import { bareSecurity, type Statement, type StatementSecurity } from './statement.ts';

const KNOWN: KnownSecurity = {
  id: 'S1',
  isin: null,
  cusip: null,
  symbol: 'ABC',
  name: 'Abacus Ltd.',
  currency: 'GBP',
  pricedUntil: null,
};
const DIRECTORY: Directory = { ...EMPTY_DIRECTORY, securities: [KNOWN] };

/** A statement that holds 3 of a security, at 7.5 in a currency. */
function holding(security: Partial<StatementSecurity>, currency: string): Statement {
  return {
    accounts: [{ number: '12', custodian: 'Shore', currency: 'EUR', line: 1 }],
    securities: [bareSecurity({ key: 'k', line: 2, currency, ...security })],
    bookings: [],
    positions: [
      {
        account: '12',
        security: 'k',
        asOf: '2026-03-31',
        quantity: '3',
        price: '7.5',
        priceDate: '2026-03-31',
        marketValue: null,
        costBasis: null,
        currency,
        line: 3,
      },
    ],
    balances: [],
    rates: [],
    leftAside: [],
  };
}

function told(statement: Statement, directory: Directory, table: 'holdings' | 'prices' | 'securities') {
  return (canonicalRows(statement, directory).get(table) ?? []).map(({ values }) => values['security_id']);
}

test('one ticker on two exchanges is two securities: by its currency and its name', () => {
  const here = holding({ symbol: 'ABC', name: 'ABACUS LTD' }, 'GBP');
  expect(told(here, DIRECTORY, 'holdings')).toEqual(['S1']);
  expect(told(here, DIRECTORY, 'prices')).toEqual(['S1']);
  for (const [name, currency] of [
    ['ABACUS LTD', 'USD'],
    ['Abbey Canning', 'GBP'],
  ] as const) {
    const elsewhere = holding({ symbol: 'ABC', name }, currency);
    for (const table of ['securities', 'holdings', 'prices'] as const)
      expect(told(elsewhere, DIRECTORY, table)).toEqual(['Shore:k']);
  }
});

test('a security that is known by its ISIN has no closes in another currency than its own', () => {
  const isin = 'GB0002634946';
  const directory = { ...DIRECTORY, securities: [{ ...KNOWN, isin }] };
  const abroad = holding({ isin }, 'EUR');
  expect(told(abroad, directory, 'holdings')).toEqual(['S1']);
  expect(told(abroad, directory, 'prices')).toEqual([]);
  expect(told(holding({ isin }, 'GBP'), directory, 'prices')).toEqual(['S1']);
});
