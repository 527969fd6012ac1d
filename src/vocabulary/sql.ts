/** A value bound to `$1`, `$2` … Decimals travel as text and are cast where they are used. */
export type SqlValue = string | number | boolean | null;

/** SQL over the logical relations (model/relations.ts), before anybody has judged it. */
export interface Sql {
  readonly text: string;
  readonly parameters: readonly SqlValue[];
}

/** What a statement cost, or would read: never more than the asker may know. */
export interface SqlCost {
  /** The relations that it reads, and how many of their rows are in the asker's reach. */
  readonly relations: readonly { readonly name: string; readonly rowsInReach: number }[];
  /** From handing it over until its rows were there, waiting for a turn included. */
  readonly milliseconds: number;
}
