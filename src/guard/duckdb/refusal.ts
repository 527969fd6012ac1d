import { Problem } from '../../vocabulary/problem.ts';

/** What a reader is told: the construct by its name in SQL, and why. */
export function refusal(construct: string, why: string): Problem {
  return new Problem('sql_refused', `${construct} is not available: ${why}.`);
}

/** For what the guard has never heard of: it fails closed. */
export function unknownConstruct(name: string): Problem {
  return refusal(
    `The construct ${shown(name)}`,
    'only the parts of SELECT that are known to be safe can be used',
  );
}

export function limit(what: string): Problem {
  return new Problem('sql_limit', `The statement is too large: ${what}; ask for less at once.`);
}

/** A name from the statement, fit to be repeated in a message. */
export function shown(name: string): string {
  const plain = name.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '?');
  return plain.length > 60 ? `${plain.slice(0, 60)}…` : plain;
}

/** Kinds that people reach for, in their words. */
export const WORDS: Readonly<Record<string, readonly [construct: string, why: string]>> = {
  PIVOT: ['PIVOT or UNPIVOT', 'group by the column, or use sum(…) FILTER (WHERE …) for each value'],
  SHOW_REF: ['DESCRIBE, SHOW or SUMMARIZE', 'only the rows of the relations can be read'],
  LAMBDA: ['A lambda or list comprehension', 'it could run without end'],
  POSITIONAL_REFERENCE: ['A reference by position such as #1', 'name the column instead'],
  DEFAULT: ['DEFAULT', 'it has no meaning in a SELECT'],
  POSITIONAL: ['POSITIONAL JOIN', 'rows of a relation have no fixed order; join on columns'],
  LIMIT_PERCENT_MODIFIER: ['LIMIT with a percentage', 'give the number of rows'],
  STRUCT_EXTRACT: ['A field of a struct', 'columns hold plain values'],
  OPERATOR_UNPACK: ['*COLUMNS(…)', 'name the columns instead'],
  OPERATOR_TRY: ['TRY', 'use TRY_CAST for values that may not convert'],
  UNBOUND: ['A type of this name', 'cast to plain types such as INTEGER, DECIMAL, DATE or VARCHAR'],
};
