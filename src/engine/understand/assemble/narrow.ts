import type { Catalog, CatalogAccount } from '../../catalog.ts';
import type { Reach } from '../../resolve/reach.ts';
import type { Dimension, EntityDimension, AttributeDimension, Filter } from '../../../vocabulary/plan.ts';
import type { InFilter, Thing } from '../chart/items.ts';
import { readName } from './names.ts';
import type { Narrow } from './parts.ts';

/** A stretch of the question to be written anew in a choice. */
export interface Rewrite {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** What it is called for a reader, where the text is an id. */
  readonly called?: string;
}

/** One way to read a narrowing. */
export interface NarrowReading {
  readonly filters: readonly Filter[];
  /** Its members are to be set side by side. */
  readonly group: Dimension | null;
  readonly rewrites: readonly Rewrite[];
  /** It names an account that there is not in reach. */
  readonly missing: boolean;
}

export interface Surroundings {
  readonly catalog: Catalog;
  readonly reach: Reach;
  readonly accountsInReach: () => readonly CatalogAccount[];
}

/** The ways to read a narrowing; none where it cannot be meant. Several where a name or a kind of account is shared. */
export function readNarrow(narrow: Narrow, around: Surroundings): readonly NarrowReading[] {
  const single = narrow.all.length === 1 ? narrow.all[0] : undefined;
  if (single?.kind === 'values') return readValues(single.filters, narrow, around);
  if (single?.kind === 'name') return readSingleName(narrow, around);
  return readList(narrow, around);
}

function withNoun(narrow: Narrow, filters: readonly Filter[]): readonly Filter[] {
  return [...filters, ...nounFilters(narrow.thing)];
}

/** What a noun itself narrows to: the 'stocks' of 'technology stocks'. */
export function nounFilters(noun: Thing | null): readonly Filter[] {
  return noun?.rows?.subject === 'holdings' ? noun.rows.where : [];
}

function readSingleName(narrow: Narrow, { catalog, reach }: Surroundings): readonly NarrowReading[] {
  const single = narrow.all[0];
  if (single?.kind !== 'name') return [];
  const readings = readName(single.name, catalog, reach);
  const noun = single.name.several ? withNoun(narrow, []) : [];
  const { start, end } = single.name;
  return readings.map(({ filter, label, called }) => ({
    filters: [{ ...filter, negated: narrow.negated }, ...noun],
    group: null,
    rewrites: readings.length > 1 ? [{ start, end, text: label, ...(called ? { called } : {}) }] : [],
    missing: false,
  }));
}

/** A list of names of one kind; where one is a client by a name and another by that of his only account, of clients. */
function readList(narrow: Narrow, around: Surroundings): readonly NarrowReading[] {
  const readings = readListAs(narrow, around);
  if (readings.length > 0) return readings;
  const all = narrow.all.map((each) => {
    if (each.kind !== 'name') return each;
    const clients = each.name.candidates.filter(({ kind }) => kind === 'client');
    return clients.length === 0 ? each : { ...each, name: { ...each.name, candidates: clients } };
  });
  return readListAs({ ...narrow, all }, around);
}

function readListAs(narrow: Narrow, around: Surroundings): readonly NarrowReading[] {
  const { catalog, reach } = around;
  const isMixed = narrow.all.some(({ kind }) => kind === 'name');
  const values: (string | null)[] = [];
  let dimension: EntityDimension | AttributeDimension | null = null;
  for (const each of narrow.all) {
    const filter =
      each.kind === 'values'
        ? isMixed
          ? onlyOfType(each.filters[0], around)
          : each.filters[0]
        : oneNamed(readName(each.name, catalog, reach))?.filter;
    if (!filter || (dimension !== null && filter.dimension !== dimension)) return [];
    dimension = filter.dimension;
    values.push(...filter.values);
  }
  // 'Europe against America': of parts of the world that hold several countries no row would be one.
  const isOfSeveral = narrow.all.some(
    (each) => each.kind === 'values' && (each.filters[0]?.values.length ?? 0) > 1,
  );
  if (dimension === null || (isOfSeveral && narrow.joined !== 'and')) return [];
  const filter: InFilter = { kind: 'in', dimension, values: [...new Set(values)], negated: narrow.negated };
  return [
    {
      filters: [
        filter,
        ...(narrow.all.every(({ kind }) => kind === 'values') ? nounFilters(narrow.thing) : []),
      ],
      group: narrow.joined === 'and' || narrow.negated ? null : dimension,
      rewrites: [],
      missing: false,
    },
  ];
}

/** The one account of a kind, beside one that is named: the Roth of 'my savings and my Roth'. */
function onlyOfType(filter: InFilter | undefined, { accountsInReach }: Surroundings): InFilter | undefined {
  if (filter?.dimension !== 'account_type') return filter;
  const only = onlyOne(accountsInReach().filter(({ type }) => filter.values.includes(type)));
  return only && { ...filter, dimension: 'account', values: [only.id] };
}

/** The one thing that a name means; side by side with others a client before the accounts that bear his or her name. */
function oneNamed<T extends { readonly filter: Filter }>(all: readonly T[]): T | undefined {
  const isClient = ({ filter }: T): boolean => filter.kind === 'in' && filter.dimension === 'client';
  return onlyOne(all) ?? onlyOne(all.filter(isClient));
}

function onlyOne<T>(all: readonly T[]): T | undefined {
  return all.length === 1 ? all[0] : undefined;
}

function readValues(
  filters: readonly InFilter[],
  narrow: Narrow,
  around: Surroundings,
): readonly NarrowReading[] {
  const [filter] = filters;
  const plain: NarrowReading = {
    filters: withNoun(
      narrow,
      filters.map((each) => ({ ...each, negated: narrow.negated })),
    ),
    group: null,
    rewrites: [],
    missing: false,
  };
  if (!filter) return [];
  const noun = narrow.thing?.dimension ?? null;
  if (filter.dimension === 'currency' && noun === 'account') {
    return [{ ...plain, filters: [{ ...filter, dimension: 'account_currency', negated: narrow.negated }] }];
  }
  if (filter.dimension === 'currency' && noun === 'portfolio') {
    const ids = [...around.catalog.portfolios.values()]
      .filter(({ baseCurrency }) => filter.values.includes(baseCurrency))
      .map(({ id }) => id)
      .filter((id) => around.accountsInReach().some(({ portfolioId }) => portfolioId === id));
    if (ids.length === 0) return [];
    return [
      { ...plain, filters: [{ kind: 'in', dimension: 'portfolio', values: ids, negated: narrow.negated }] },
    ];
  }
  if (filter.dimension === 'account_type' && isOneAccount(narrow))
    return readAccountOfType(filter, narrow, around);
  return [plain];
}

/** 'the Roth', 'my pension account': one account is meant, not a kind of them. */
function isOneAccount({ from, thing, negated, perMember }: Narrow): boolean {
  if (perMember) return false;
  if (from === null || from.plural || negated) return false;
  return thing === null || (thing.dimension === 'account' && !thing.plural);
}

function readAccountOfType(filter: InFilter, narrow: Narrow, around: Surroundings): readonly NarrowReading[] {
  const accounts = accountsOfType(filter, narrow.from?.said ?? '', around);
  const at = narrow.from?.at;
  if (accounts.length === 0) return [{ filters: [], group: null, rewrites: [], missing: true }];
  return accounts.map(({ id, name }) => ({
    filters: [{ kind: 'in', dimension: 'account', values: [id], negated: false }],
    group: null,
    rewrites: accounts.length > 1 && at ? [{ start: at.start, end: at.end, text: name }] : [],
    missing: false,
  }));
}

/** The accounts that 'the Roth' may mean: of that type, or with the word in their name. */
export function accountsOfType(
  filter: InFilter,
  word: string,
  around: Surroundings,
): readonly CatalogAccount[] {
  const said = new RegExp(String.raw`\b${word.replaceAll(/[^\p{L}\p{N} ]/gu, '')}\b`, 'iu');
  return around
    .accountsInReach()
    .filter((account) => filter.values.includes(account.type) || said.test(account.name));
}

/** The condition that a noun stands for. */
export function narrowOn(thing: Thing): Narrow {
  return {
    cat: 'narrow',
    all: thing.filter ? [{ kind: 'values', filters: [thing.filter] }] : [],
    negated: false,
    joined: 'and',
    thing: null,
    from: thing,
  };
}
