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
