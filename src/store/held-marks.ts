import { unmarked, type KeptMarks, type Marks } from './marks.ts';
import type { DataVersion } from './port.ts';

/** Up to which version the marks of accounts are known already. */
export interface KnownMarks extends Pick<KeptMarks, 'step' | 'otherAccounts'> {
  readonly version: Pick<DataVersion, 'id' | 'publishedAt'>;
}

/** What one transaction saw of the marks. */
export interface ReadMarks {
  readonly version: DataVersion;
  /** Null where the store does not know the marks of its version. */
  readonly kept: KeptMarks | null;
  /** Accounts and their marks. */
  readonly accounts: readonly (readonly [account: string, mark: string])[];
  /** Whether `accounts` are only those marked after what is known. */
  readonly continued: boolean;
}

/**
 * Whether what is known of single accounts can be continued to what is kept now, as far as that tells. The store has to
 * hold the version too up to which it is known: after a restore the steps are counted a second time.
 */
export function isContinued(known: KnownMarks | null, kept: KeptMarks): known is KnownMarks {
  return known !== null && known.otherAccounts === kept.otherAccounts && known.step <= kept.step;
}

/** Holds the marks of the version that was asked about last: they are read once a version, and then only what is new. */
export class HeldMarks {
  #held: { readonly marks: Marks; readonly known: KnownMarks | null } | null = null;
  #reading: { readonly id: string; readonly marks: Promise<Marks | null> } | null = null;

  /** The marks of the version that a read would see now, which `version` is a moment ago; null before the first publish. */
  async of(
    version: DataVersion | null,
    read: (known: KnownMarks | null) => Promise<ReadMarks | null>,
  ): Promise<Marks | null> {
    if (version === null) return null;
    if (this.#held?.marks.version.id === version.id) return this.#held.marks;
    if (this.#reading?.id === version.id) return this.#reading.marks;
    const reading = { id: version.id, marks: this.#take(read) };
    this.#reading = reading;
    try {
      return await reading.marks;
    } finally {
      if (this.#reading === reading) this.#reading = null;
    }
  }

  async #take(read: (known: KnownMarks | null) => Promise<ReadMarks | null>): Promise<Marks | null> {
    const before = this.#held;
    const found = await read(before?.known ?? null);
    if (found === null) return null;
    const { version, kept, accounts, continued } = found;
    if (kept === null) {
      const marks = unmarked(version);
      this.#held = { marks, known: null };
      return marks;
    }
    const { everyAccount, otherAccounts, step, tables } = kept;
    const earlier = continued && before !== null ? before.marks.accounts : [];
    const marks = {
      version,
      everyAccount,
      otherAccounts,
      accounts: new Map([...earlier, ...accounts]),
      tables: new Map(Object.entries(tables)),
    };
    this.#held = { marks, known: { version, step, otherAccounts } };
    return marks;
  }
}
