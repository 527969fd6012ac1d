import { Problem } from '../vocabulary/problem.ts';

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
