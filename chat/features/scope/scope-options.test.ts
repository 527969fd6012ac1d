import { describe, expect, test } from 'vitest';
import type { View } from '../../api/client.ts';
import { isSameScope, matchScope, optionOf, scopeName, scopeOptions } from './scope-options.ts';

const VIEW: View = {
  clients: [{ id: 'c1', name: 'Amara Osei', advisorId: null, portfolios: 1 }],
  portfolios: [{ id: 'p1', name: 'Retirement', clientId: 'c1', currency: 'EUR', accounts: 60 }],
  accounts: Array.from({ length: 60 }, (_, index) => ({
    id: `a${index}`,
    name: index === 3 ? '<script>alert(1)</script>' : `Brokerage ${index}`,
    type: 'brokerage',
    currency: index % 2 === 0 ? 'EUR' : 'USD',
    portfolioId: 'p1',
    clientId: 'c1',
    custodian: 'North',
    open: index !== 5,
  })),
};
const OPTIONS = scopeOptions(VIEW);

const labels = (query: string) => matchScope(OPTIONS, query, 5).shown.map(({ label }) => label);

describe('what can be picked', () => {
  test('begins with everything, then clients, portfolios and accounts', () => {
    expect(OPTIONS.slice(0, 4).map(({ kind, choice }) => [kind, choice])).toEqual([
      ['everything', {}],
      ['client', { client: 'c1' }],
      ['portfolio', { portfolio: 'p1' }],
      ['account', { accounts: ['a0'] }],
    ]);
  });

  test('is searched by every word, also those of the owner and the currency', () => {
    expect(labels('BROKERAGE usd 59')).toEqual(['Brokerage 59']);
    expect(labels('osei brokerage 12')).toEqual(['Brokerage 12']);
    expect(labels('closed')).toEqual(['Brokerage 5']);
    expect(labels('nobody')).toEqual([]);
  });

  test('shows some of each kind and says how many more there are', () => {
    const { shown, hidden, total } = matchScope(OPTIONS, '', 10);
    expect(shown).toHaveLength(13);
    expect(hidden.account).toBe(50);
    expect(total).toBe(63);
  });

  test('is found again by its choice, and named', () => {
    expect(optionOf(OPTIONS, { accounts: ['a7'] })?.label).toBe('Brokerage 7');
    expect(scopeName(OPTIONS, {})).toBeNull();
    expect(scopeName(OPTIONS, { client: 'c1' })).toBe('Amara Osei');
    expect(scopeName(OPTIONS, { accounts: ['gone'] })).toBe('gone');
    expect(scopeName(OPTIONS, { accounts: ['a1', 'a2', 'a3', 'a4'] })).toBe('4 accounts');
    expect(isSameScope({ accounts: ['a1'] }, { accounts: ['a1', 'a2'] })).toBe(false);
  });
});
