import { describe, expect, it } from 'vitest';
import { FIRM } from '../../../test/golden/firm.ts';
import type { Catalog } from '../catalog.ts';
import { tokenize } from '../understand/tokens.ts';
import { nameIndexOf, prepareNameIndex } from './name-index.ts';

const [first] = FIRM.accounts.values();
const NAME = first?.name ?? '';
const ALL = { everything: true, has: () => true };

function found(catalog: Catalog, text: string): readonly string[] {
  return nameIndexOf(catalog)
    .match(tokenize(text), 0, ALL)
    .flatMap(({ candidates }) => candidates.map(({ label }) => label));
}

describe('the index of names', () => {
  it('of the next data version is that of the last where the names are the same', async () => {
    await prepareNameIndex(FIRM, null);
    const next = { ...FIRM, version: { ...FIRM.version, id: 'next' } };
    await prepareNameIndex(next, FIRM);
    expect(found(next, NAME)).toContain(NAME);
    expect(found(next, NAME)).toEqual(found(FIRM, NAME));
  });

  it('knows a thing by its new name, and not by the old one, once it is renamed', async () => {
    if (!first) throw new Error('the firm has no account');
    const renamed = { ...first, name: 'Zebulon Quagmire' };
    const next = { ...FIRM, accounts: new Map(FIRM.accounts).set(first.id, renamed) };
    await prepareNameIndex(next, FIRM);
    expect(new Set(found(next, 'Zebulon Quagmire'))).toEqual(new Set(['Zebulon Quagmire']));
    expect(found(next, NAME)).not.toContain(NAME);
  });

  it('forgets what is gone, and finds what is new', async () => {
    const accounts = new Map([...FIRM.accounts].slice(1));
    const next = { ...FIRM, accounts };
    await prepareNameIndex(next, FIRM);
    expect(found(next, NAME)).not.toContain(NAME);
    const again = { ...next, accounts: new Map(FIRM.accounts) };
    await prepareNameIndex(again, next);
    expect(found(again, NAME)).toContain(NAME);
  });
});
