import type { Catalog } from '../catalog.ts';
import type { Candidate, NamedKind } from '../resolve/named-things.ts';
import { isVisible, type Reach } from '../resolve/reach.ts';
import { plainWord } from '../understand/word-forms.ts';

/** A name from one of its words on: 'Marta Keller' stands under 'marta keller' and under 'keller'. */
interface Entry {
  readonly key: string;
  readonly candidate: Candidate;
}

const INDEXES = new WeakMap<Catalog, readonly Entry[]>();
/** So many entries are looked at: behind a prefix that half of all names share, reach alone must not cost a scan. */
const ENTRIES_LOOKED_AT_MAX = 5_000;

/** Things in reach with a word of their name, or their symbol, that begins so. */
export function namesBeginning(
  prefix: string,
  catalog: Catalog,
  reach: Reach,
  most: number,
): readonly Candidate[] {
  const entries = entriesOf(catalog);
  const wanted = plainWord(prefix);
  const found = new Set<Candidate>();
  const first = firstNotBefore(entries, wanted);
  for (let at = first; at < Math.min(entries.length, first + ENTRIES_LOOKED_AT_MAX); at += 1) {
    const entry = entries[at];
    if (!entry?.key.startsWith(wanted) || found.size >= most) break;
    if (isVisible(catalog, entry.candidate, reach)) found.add(entry.candidate);
  }
  return [...found];
}

function entriesOf(catalog: Catalog): readonly Entry[] {
  const known = INDEXES.get(catalog);
  if (known) return known;
  const made = createEntries(catalog);
  INDEXES.set(catalog, made);
  return made;
}

function createEntries(catalog: Catalog): readonly Entry[] {
  const entries: Entry[] = [];
  const add = (kind: NamedKind, id: string, name: string, symbol: string | null = null): void => {
    const candidate: Candidate = { kind, id, label: name };
    const plain = plainWord(name);
    for (const { index } of plain.matchAll(/[\p{L}\p{N}][^\s,()]*/gu)) {
      entries.push({ key: plain.slice(index), candidate });
    }
    if (symbol !== null) entries.push({ key: plainWord(symbol), candidate });
  };
  for (const { id, name } of catalog.clients.values()) add('client', id, name);
  for (const { id, name } of catalog.portfolios.values()) add('portfolio', id, name);
  for (const { id, name } of catalog.accounts.values()) add('account', id, name);
  for (const { id, name } of catalog.advisors.values()) add('advisor', id, name);
  for (const { id, name } of catalog.custodians.values()) add('custodian', id, name);
  for (const { id, name } of catalog.benchmarks.values()) add('benchmark', id, name);
  for (const { id, name, symbol, assetClass } of catalog.securities.values()) {
    if (assetClass !== 'Cash') add('security', id, name, symbol);
  }
  return entries.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function firstNotBefore(entries: readonly Entry[], wanted: string): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.key ?? '') < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
