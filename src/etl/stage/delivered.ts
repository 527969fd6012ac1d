/** Where the rows of a table that was read come from, and which place their delivery has among all. */
export interface Delivered {
  readonly run: string;
  readonly source: string;
  readonly file: string;
  readonly sequence: number;
}
