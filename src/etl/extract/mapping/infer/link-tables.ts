import type { Role } from './column-words.ts';
import { plainName } from './column-words.ts';
import type { ColumnProfile } from './profile-column.ts';
import { isDated, isUnique } from './profile-column.ts';
import type { KnownKind, RecognisedTable } from './recognise-table.ts';

/** Things that rows of other tables name. */
export type Thing = 'custodian' | 'client' | 'portfolio' | 'account' | 'security';

/** By which column a table's rows name each thing; in the thing's own table, its key. Null: by none. */
export type Links = Readonly<Record<Thing, ColumnProfile | null>>;

interface ThingTable {
  readonly kind: KnownKind;
  /** Columns that likely name it, the best first. */
  readonly roles: readonly Role[];
}

const THINGS: Readonly<Record<Thing, ThingTable>> = {
  custodian: { kind: 'custodians', roles: ['custodian'] },
  client: { kind: 'clients', roles: ['client'] },
  portfolio: { kind: 'portfolios', roles: ['portfolio'] },
  account: { kind: 'accounts', roles: ['account', 'account_name'] },
  security: { kind: 'securities', roles: ['isin', 'cusip', 'security_id', 'symbol', 'security_name'] },
};
const SHARE_MIN = 0.8;
const LITTLE_KEY = 0.01;

/** Finds by their values which columns of a table name the rows of others. */
export function linksOf(table: RecognisedTable, tables: readonly RecognisedTable[]): Links {
  return {
    custodian: linkTo('custodian', table, tables),
    client: linkTo('client', table, tables),
    portfolio: linkTo('portfolio', table, tables),
    account: linkTo('account', table, tables),
    security: linkTo('security', table, tables),
  };
}

export function tableOf(thing: Thing, tables: readonly RecognisedTable[]): RecognisedTable | null {
  return tables.find(({ kind }) => kind === THINGS[thing].kind) ?? null;
}

function linkTo(
  thing: Thing,
  table: RecognisedTable,
  tables: readonly RecognisedTable[],
): ColumnProfile | null {
  const target = tableOf(thing, tables);
  const likely = likelyColumns(thing, table);
  if (target === null) return likely[0] ?? null;
  const key = keyOf(thing, target, tables);
  if (key === null || table === target) return key;
  return bestMatch(thing, table, key)?.column ?? null;
}

export function likelyColumns(thing: Thing, { roles }: RecognisedTable): readonly ColumnProfile[] {
  return THINGS[thing].roles.flatMap((role) => roles.get(role)?.column ?? []);
}

/** The column of a thing's own table that the others name it by. */
function keyOf(
  thing: Thing,
  target: RecognisedTable,
  tables: readonly RecognisedTable[],
): ColumnProfile | null {
  const keys = target.columns.filter((column) => isUnique(column) && !isDated(column));
  const likely = likelyColumns(thing, target).filter((column) => keys.includes(column));
  const others = tables.filter((each) => each !== target);
  const scored = [...new Set([...likely, ...keys])].map((key, place) => ({
    key,
    // Among keys that nobody names, one that is called so and then the first.
    score:
      others.reduce((sum, other) => sum + (bestMatch(thing, other, key)?.share ?? 0), 0) -
      place * LITTLE_KEY * LITTLE_KEY +
      (/\b(id|no|nr|number|code|key|nummer|isin|cusip)\b/.test(plainName(key.name)) ? LITTLE_KEY : 0),
  }));
  return scored.toSorted((left, right) => right.score - left.score)[0]?.key ?? null;
}

function bestMatch(
  thing: Thing,
  table: RecognisedTable,
  key: ColumnProfile,
): { readonly column: ColumnProfile; readonly share: number } | null {
  const likely = likelyColumns(thing, table);
  const explained = new Set([...table.roles.values()].map(({ column }) => column));
  const others = table.columns.filter((column) => !explained.has(column));
  let best: { readonly column: ColumnProfile; readonly share: number } | null = null;
  for (const column of [...likely, ...others]) {
    const values = [...column.counts.keys()];
    if (values.length === 0) continue;
    const share = values.filter((value) => key.counts.has(value)).length / values.length;
    if (share >= SHARE_MIN && (best === null || share > best.share)) best = { column, share };
  }
  return best;
}

/** What a thing is called in its own table. */
export function nameColumn({ columns }: RecognisedTable, key: ColumnProfile | null): ColumnProfile | null {
  const named = columns.filter((column) => column !== key && column.filled > 0);
  return (
    named.find(({ name }) =>
      /\b(name|title|label|bezeichnung|nom|nombre|naam|nome|titel)\b/.test(plainName(name)),
    ) ?? null
  );
}
