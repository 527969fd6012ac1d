import type { GuardedSql, OwnRows } from '../guard/guarded-sql.ts';
import type { ReadScope } from '../vocabulary/scope.ts';
import type { Marks } from './marks.ts';
import type { ReadLimits } from './port.ts';
import { rowMarks } from './row-marks.ts';

/**
 * Everything that a read's rows depend on, as one text: every statement as the guard printed it with its values and the
 * scope it is limited to, the marks of the rows that it can read, and where rows are cut. Two reads with the same text
 * give the same rows to whoever may make them, in whichever version. Every field of the types has its line here, or its
 * reason to have none; the types hold that nobody adds a field without a decision.
 */
export function cacheKeyText(marks: Marks, statements: readonly GuardedSql[], limits: ReadLimits): string {
  return JSON.stringify([
    statements.map((statement) => [statementFields(statement), rowMarks(marks, statement)]),
    limitFields(limits),
  ]);
}

/** The brand of a GuardedSql says nothing about its rows. */
function statementFields(statement: GuardedSql): object {
  const { text, parameters, ownRows, scope, relations, textsAsAccountId } = statement;
  const { accounts, currency } = scope;
  return {
    text,
    // 1 and '1' are different values to the store, and JSON keeps them apart.
    parameters,
    ownRows: ownRows.map(ownRowsFields),
    scope: {
      accounts: accounts === 'all' ? 'all' : [...accounts].toSorted(),
      currency,
    } satisfies Record<keyof ReadScope, unknown>,
    relations,
    textsAsAccountId,
  } satisfies Record<Extract<keyof GuardedSql, string>, unknown>;
}

function ownRowsFields({ name, text, parameters }: OwnRows): object {
  return { name, text, parameters } satisfies Record<keyof OwnRows, unknown>;
}

/** How long a read may take and whether somebody still waits decides if it ends, not what it finds. */
function limitFields({ rows_max, bytes_max }: ReadLimits): object {
  return { rows_max, bytes_max } satisfies Record<Exclude<keyof ReadLimits, 'seconds_max' | 'stop'>, unknown>;
}

/**
 * Whether the rows may depend on the moment of the read: these names stand for today in one dialect or another, and a
 * text that only mentions one is not worth telling apart. The guard refuses every other function of that kind.
 */
export function dependsOnTheClock(statements: readonly GuardedSql[]): boolean {
  return statements.some(({ text }) => CLOCK.test(text));
}

const CLOCK =
  /(?<![a-z0-9_])(today|age|now|current_(date|time|timestamp)|curdate|curtime|sysdate|localtime|localtimestamp|utc_(date|time|timestamp)|unix_timestamp|random|rand|uuid)(?![a-z0-9_])/i;
