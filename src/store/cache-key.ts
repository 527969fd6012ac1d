import type { GuardedSql } from '../guard/guarded-sql.ts';
import type { DataVersion, ReadLimits } from './port.ts';

/**
 * Everything that a read's rows depend on, as one text: the version of the data, every statement as the guard printed
 * it with its values and the scope it is limited to, and where rows are cut. Two reads with the same text give the
 * same rows to whoever may make them. Every field of the three types has its line here, or its reason to have none;
 * the types hold that nobody adds a field without a decision.
 */
export function cacheKeyText(
  version: DataVersion,
  statements: readonly GuardedSql[],
  limits: ReadLimits,
): string {
  return JSON.stringify([VERSION_FIELDS(version), statements.map(STATEMENT_FIELDS), LIMIT_FIELDS(limits)]);
}

const VERSION_FIELDS = ({ id, asOf, publishedAt, firmCurrency }: Everything<DataVersion>): unknown => [
  id,
  asOf,
  publishedAt,
  firmCurrency,
];

const STATEMENT_FIELDS = ({
  text,
  parameters,
  scope,
  relations,
}: Everything<Pick<GuardedSql, StatementField>>): unknown => [
  text,
  // 1 and '1' are different values to the store, and JSON keeps them apart.
  parameters,
  scope.accounts === 'all' ? 'all' : [...scope.accounts].toSorted(),
  scope.currency,
  relations,
];

/** How long a read may take and whether somebody still waits decides if it ends, not what it finds. */
const LIMIT_FIELDS = ({
  rows_max,
  bytes_max,
}: Everything<Omit<ReadLimits, 'seconds_max' | 'stop'>>): unknown => [rows_max, bytes_max];

/** The brand of a GuardedSql says nothing about its rows. */
type StatementField = Extract<keyof GuardedSql, string>;

type Everything<T> = { readonly [K in keyof T]-?: T[K] };

/**
 * Whether the rows may depend on the moment of the read: these names stand for today in one dialect or another, and a
 * text that only mentions one is not worth telling apart. The guard refuses every other function of that kind.
 */
export function dependsOnTheClock(statements: readonly GuardedSql[]): boolean {
  return statements.some(({ text }) => CLOCK.test(text));
}

const CLOCK =
  /(?<![a-z0-9_])(today|age|now|current_(date|time|timestamp)|curdate|curtime|sysdate|localtime|localtimestamp|utc_(date|time|timestamp)|unix_timestamp|random|rand|uuid)(?![a-z0-9_])/i;
