import { sourceTable } from '../../model/source-tables.ts';
import type { SourceColumn, SourceTableName, SourceType } from '../../model/source-tables.ts';
import { MARKS, NO_MARKS } from '../extract/marks.ts';
import { SOURCE_SQL_TYPES, columnNames } from './sql-types.ts';
import { DECIMAL, castOf, matches } from './text-values.ts';

/**
 * Most texts are written plainly, and of those the engine's own casts are right. What they do not take, or take though
 * it is not written as it should be, is doubtful: such a row is judged by its text (`judge-texts.ts`), which is exact
 * and slow. So the casts here may refuse too much, but must take nothing that judging would not.
 */

/** How a column of what is read comes: as text, or as a value of the engine's that needs no reading. */
export type Arrival = 'text' | 'value';

/** Of each column that the rows have, how it comes. */
export type Arrivals = ReadonlyMap<string, Arrival>;

const NUMBERS: ReadonlySet<SourceType> = new Set(['amount', 'quantity', 'price', 'rate', 'fraction']);

/** The value of a column of the row `t` by the engine's casts; NULL where it is doubtful. */
export function plainValue(name: string, column: SourceColumn, arrival: Arrival | undefined): string {
  const type = SOURCE_SQL_TYPES[column.type];
  const text = `t.${name}`;
  if (arrival === undefined) return `CAST(NULL AS ${type})`;
  if (arrival === 'value') {
    const writable = `${text} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31'`;
    return column.type === 'day' ? `CASE WHEN ${writable} THEN ${text} END` : `TRY_CAST(${text} AS ${type})`;
  }
  return castOf(text, column);
}

/**
 * True where nothing is doubtful about the row `t`, its values being `t.v_<column>`; `absent` are the marks that no row
 * is known to have.
 */
export function isPlain(
  table: SourceTableName,
  arrivals: Arrivals,
  absent: ReadonlySet<string> = NO_MARKS,
): string {
  const columns = Object.entries<SourceColumn>(sourceTable(table).columns).filter(([name]) =>
    arrivals.has(name),
  );
  const typed = columns.filter(([, { type }]) => SOURCE_SQL_TYPES[type] !== 'VARCHAR').map(([name]) => name);
  const numbers = columns
    .filter(([name, { type }]) => NUMBERS.has(type) && arrivals.get(name) === 'text')
    .map(([name]) => `t.${name}`);
  const days = columns.filter(([, { type }]) => type === 'day').map(([name]) => name);
  return [
    't.fault IS NULL',
    ...typed.map((name) => `(t.${name} IS NULL) = (t.v_${name} IS NULL)`),
    ...days.map((name) => `coalesce(t.v_${name} >= DATE '0001-01-01', true)`),
    ...(numbers.length === 0
      ? []
      : [
          ...MARKS.filter((mark) => !absent.has(mark)).map((mark) => hasNot(numbers, mark)),
          exponentsAreWritten(numbers),
        ]),
  ].join(' AND ');
}

/** The columns of a table as text, of a row `t` that came in this way. */
export function textsOf(table: SourceTableName, arrivals: Arrivals): readonly string[] {
  return columnNames(table).map((name) => {
    const arrival = arrivals.get(name);
    if (arrival === undefined) return 'CAST(NULL AS VARCHAR)';
    return arrival === 'text' ? `t.${name}` : `CAST(t.${name} AS VARCHAR)`;
  });
}

function hasNot(texts: readonly string[], mark: string): string {
  return `NOT contains(concat(${texts.join(', ')}), chr(${String(mark.charCodeAt(0))}))`;
}

/**
 * The engine's cast takes exponents that no number has (`0e0.`, `0e00000`). Few texts have one, so that few are held
 * against the pattern.
 */
function exponentsAreWritten(texts: readonly string[]): string {
  const all = `concat(${texts.join(', ')})`;
  const written = texts.map((text) => `coalesce(${matches(text, DECIMAL)}, true)`);
  // An OR would hold all of them against it.
  return `CASE WHEN contains(${all}, 'e') OR contains(${all}, 'E') THEN ${written.join(' AND ')} ELSE true END`;
}
