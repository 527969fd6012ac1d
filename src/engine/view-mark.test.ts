import { describe, expect, it } from 'vitest';
import { FIRM } from '../../test/golden/firm.ts';
import { PRODUCT_TABLE_NAMES, productTable } from '../model/product-tables.ts';
import type { Marks } from '../store/marks.ts';
import { dayOf } from '../vocabulary/day.ts';
import type { Catalog, CatalogAccount } from './catalog.ts';
import { viewMark } from './view-mark.ts';

const [ONE, OTHER] = [...FIRM.accounts.values()].filter(
  (account, at, all) => all.findIndex(({ clientId }) => clientId === account.clientId) === at,
);
if (!ONE || !OTHER) throw new Error('the firm has accounts of two clients');
const MINE = [ONE.id];
const TABLES = PRODUCT_TABLE_NAMES.filter((name) => productTable(name).kind === 'shared');

/** The firm after so many publishes; `touched`: the accounts that the last one was about, `tables`: what it changed. */
function published(
  step: number,
  { touched = [], tables = [], ...more }: { touched?: string[]; tables?: string[] } & Partial<Catalog> = {},
): Catalog {
  const version = {
    ...FIRM.version,
    id: `v${String(step)}`,
    publishedAt: `2021-07-0${String(step)}T00:00:00Z`,
  };
  const marks: Marks = {
    version,
    everyAccount: touched.length > 0 ? version.id : 'v0',
    otherAccounts: 'v0',
    accounts: new Map(touched.map((account) => [account, version.id])),
    tables: new Map(TABLES.map((name) => [name, tables.includes(name) ? version.id : 'v0'])),
  };
  return { ...FIRM, version, marks, ...more };
}

function withAccount(account: CatalogAccount): Partial<Catalog> {
  const all = [...FIRM.accounts.values(), account];
  return {
    accounts: new Map(all.map((each) => [each.id, each])),
    accountsOfClient: Map.groupBy(all, ({ clientId }) => clientId),
    accountsOfAdvisor: Map.groupBy(all, ({ advisorId }) => advisorId ?? ''),
  };
}

describe('the mark of what somebody sees', () => {
  const before = published(1);

  it('stays where others’ accounts were published, and is another where his own were', () => {
    expect(viewMark(published(2, { touched: [OTHER.id] }), MINE)).toBe(viewMark(before, MINE));
    expect(viewMark(published(2, { touched: [ONE.id] }), MINE)).not.toBe(viewMark(before, MINE));
    expect(viewMark(published(2), 'all')).toBe(viewMark(before, 'all'));
    expect(viewMark(published(2, { touched: [OTHER.id] }), 'all')).not.toBe(viewMark(before, 'all'));
  });

  it.each(TABLES)('is another for everybody where %s changed', (name) => {
    for (const accounts of [MINE, 'all'] as const) {
      expect(viewMark(published(2, { tables: [name] }), accounts)).not.toBe(viewMark(before, accounts));
    }
  });

  it('is another on another day, and for each version where the marks are not known', () => {
    const later = published(2);
    const nextDay = { ...later, version: { ...later.version, asOf: dayOf('2021-07-09') } };
    expect(viewMark(nextDay, MINE)).not.toBe(viewMark(before, MINE));
    expect(viewMark({ ...later, marks: null }, MINE)).not.toBe(viewMark({ ...before, marks: null }, MINE));
  });

  it('is another where an account that he does not see tells for his own', () => {
    const fresh = { ...OTHER, id: 'NEW' };
    const marks = (account: CatalogAccount): string =>
      viewMark(published(2, { touched: ['NEW'], ...withAccount(account) }), MINE);
    // The book of its advisor has one more.
    expect(marks({ ...fresh, advisorId: ONE.advisorId ?? 'V9' })).not.toBe(viewMark(before, MINE));
    // The words for currencies have one more.
    expect(marks({ ...fresh, advisorId: null, currency: 'JPY' })).not.toBe(
      marks({ ...fresh, advisorId: null }),
    );
    // His client has a portfolio more.
    const elsewhere = { ...fresh, advisorId: null, portfolioId: 'P-NEW' };
    expect(marks({ ...elsewhere, clientId: ONE.clientId })).not.toBe(marks(elsewhere));
  });
});
