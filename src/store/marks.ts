import { z } from 'zod';
import { productTable, type ProductTableName } from '../model/product-tables.ts';
import type { DataVersion, Parcel, TableMode } from './port.ts';

/**
 * What a version has in common with those before it. A mark stands for the rows of one part of the data: where two
 * versions show the same mark for a part, they hold the same rows there, whatever else was published between them.
 */
export interface Marks {
  readonly version: DataVersion;
  /** Of all accounts together. */
  readonly everyAccount: string;
  /** Of each account that `accounts` does not name. */
  readonly otherAccounts: string;
  readonly accounts: ReadonlyMap<string, string>;
  /** Of each table whose rows belong to no account; one that is not named is as new as the version. */
  readonly tables: ReadonlyMap<string, string>;
}

/** What stands beside the version in the store; it says nothing where the version is another one than `versionId`. */
export interface KeptMarks {
  readonly versionId: string;
  /** How many publishes there were since every account was replaced; accounts are marked with the one that touched them. */
  readonly step: number;
  readonly everyAccount: string;
  readonly otherAccounts: string;
  readonly tables: Readonly<Record<string, string>>;
}

/** The mark of what a publish replaces. A number and a checksum may come again after a restore; the moment does not. */
export function markOf({ id, publishedAt }: DataVersion): string {
  return `${id} ${publishedAt}`;
}

/** The marks of a version of which only itself is known: all of it is as new as it is. */
export function unmarked(version: DataVersion): Marks {
  const mark = markOf(version);
  return {
    version,
    everyAccount: mark,
    otherAccounts: mark,
    accounts: new Map(),
    tables: new Map(),
  };
}

export interface PublishedMarks {
  readonly kept: KeptMarks;
  /** Every account was replaced: what stood about single ones is void. */
  readonly voidsAccounts: boolean;
}

/**
 * The marks after a parcel is loaded. `before`: those of the version that it was computed on; null where they are not
 * known. `digests`: of the rows of each shared table that it replaces, where they were worked out; a table whose rows
 * come out the same keeps its mark by that. `touched`: whether it speaks for any account.
 */
export function marksAfter(
  before: KeptMarks | null,
  parcel: Pick<Parcel, 'version' | 'tables'>,
  digests: ReadonlyMap<ProductTableName, string>,
  touched: boolean,
): PublishedMarks {
  const mark = markOf(parcel.version);
  const modes = Object.entries(parcel.tables) as [ProductTableName, TableMode][];
  const ofAccounts = modes.filter(([name]) => productTable(name).kind === 'account');
  const voidsAccounts = before === null || ofAccounts.some(([, mode]) => mode === 'replace');
  const tables = { ...before?.tables };
  for (const [name] of modes) {
    if (productTable(name).kind === 'shared') tables[name] = digests.get(name) ?? mark;
  }
  return {
    kept: {
      versionId: parcel.version.id,
      step: voidsAccounts ? 0 : before.step + 1,
      everyAccount: voidsAccounts || touched ? mark : before.everyAccount,
      otherAccounts: voidsAccounts ? mark : before.otherAccounts,
      tables,
    },
    voidsAccounts,
  };
}

const Tables = z.record(z.string(), z.string());

/** The marks of tables from the text in which a store keeps them; null where that is none. */
export function tableMarksOf(text: string): KeptMarks['tables'] | null {
  try {
    return Tables.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
