/** A value bound to `$1`, `$2` … Decimals travel as text and are cast where they are used. */
export type SqlValue = string | number | boolean | null;

/** SQL over the logical relations (model/relations.ts), before anybody has judged it. */
export interface Sql {
  readonly text: string;
  readonly parameters: readonly SqlValue[];
}
