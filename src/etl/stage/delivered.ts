import type { StreamPart } from '../extract/source.ts';

/** Where the rows of a table that was read come from, and which place their delivery has among all. */
export interface Delivered {
  readonly run: string;
  readonly source: string;
  readonly file: string;
  /** The files that the rows come from, where they are several; empty otherwise. */
  readonly parts: readonly StreamPart[];
  readonly sequence: number;
}
