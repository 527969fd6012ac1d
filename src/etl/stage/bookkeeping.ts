/** What is written down beside the staged rows about what of them is published: one row, and the rules for it. */
export interface Bookkeeping {
  /** A hash of all content in the order in which it came. */
  readonly chain: string;
  /** How many versions were published. */
  readonly versions: number;
  /** The version published last from here; null before the first. */
  readonly published: string | null;
  /** Something staged is not published yet. */
  readonly pending: boolean;
  /** Every account is to be worked out anew. */
  readonly everything: boolean;
}

/** The version that publishing what is staged makes: its number and what is in it, so that the same twice is one. */
export function nextVersionOf({ versions, chain }: Pick<Bookkeeping, 'versions' | 'chain'>): string {
  return `v${String(versions + 1).padStart(6, '0')}-${chain.slice(0, 8)}`;
}

/** After what is staged was published as `version`. */
export function afterPublishing(books: Bookkeeping, version: string): Bookkeeping {
  return { ...books, published: version, pending: false, everything: false, versions: books.versions + 1 };
}

/** Whether the store has what is staged already: a run ended between the two. */
export function isPublishedAs(books: Bookkeeping, stored: string | null): boolean {
  return stored !== null && books.pending && stored === nextVersionOf(books);
}

/** The store has another version than the one published from here: it gets everything anew, under a number of its own. */
export function afterStraying(books: Bookkeeping, stored: string | null, empty: boolean): Bookkeeping {
  // A number that the store has used already would be taken for a parcel that it has loaded already.
  const used = Number(/^v(\d+)-/.exec(stored ?? '')?.[1] ?? 0);
  return { ...books, pending: !empty, everything: true, versions: Math.max(books.versions, used) };
}
