/**
 * What a question is expected to need: `kept`, nothing but memory, because the same was answered lately; `accounts`, a
 * read of a few accounts; `book`, a read of everything that somebody sees who sees much.
 */
export const LANES = ['kept', 'accounts', 'book'] as const;
export type Lane = (typeof LANES)[number];
