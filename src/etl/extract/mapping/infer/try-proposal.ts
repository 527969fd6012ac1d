import { sourceTable } from '../../../../model/source-tables.ts';
import type { SourceColumn } from '../../../../model/source-tables.ts';
import { asProblem } from '../../../../vocabulary/problem.ts';
import type { MappedTable } from '../compile-mapping.ts';
import { fillInputTable, makeInputTable } from '../fill-input-table.ts';
import type { InputTable } from '../input-tables.ts';
import { literal, quote } from '../input-tables.ts';
import { openFittingDatabase } from '../mapping-database.ts';
import type { MappingDatabase } from '../mapping-database.ts';
import type { Mapping } from '../mapping.ts';
import type { SampledTable } from './sample.ts';

/** What came out wrong for a column of a part when the proposal was run over the sample. */
export interface TrialFinding {
  readonly table: string;
  /** Which of the table's parts; null: the whole mapping. */
  readonly part: number | null;
  readonly column: string;
  readonly why: string;
}

const VALUES_SHOWN = 5;

/** Runs a proposed mapping over the rows that were looked at. */
export async function tryProposal(
  mapping: Mapping,
  sampled: readonly SampledTable[],
): Promise<readonly TrialFinding[]> {
  let database: MappingDatabase;
  try {
    database = await openFittingDatabase(mapping, async (connection) => {
      const inputs = new Map<string, InputTable>();
      for (const { input, label, columns, rows } of sampled) {
        if (mapping.inputs[input] === undefined) continue;
        const table: InputTable = { table: `input_${input}`, file: label, parts: [], columns, faults: [] };
        await makeInputTable(connection, table);
        await fillInputTable(connection, table, rows, mapping.missing);
        inputs.set(input, table);
      }
      return inputs;
    });
  } catch (error) {
    return [{ table: '', part: null, column: '', why: `it does not run yet: ${asProblem(error).message}` }];
  }
  try {
    const findings: TrialFinding[] = [];
    for (const [table, parts] of Map.groupBy(database.tables, ({ table: name }) => name)) {
      for (const [part, mapped] of parts.entries()) {
        // Rows that the mapping itself writes need no trial.
        if (mapped.input === null) continue;
        for (const { column, why } of await tryPart(database, mapped))
          findings.push({ table, part, column, why });
      }
    }
    return findings;
  } finally {
    database.connection.closeSync();
    database.instance.closeSync();
  }
}

type Found = readonly { readonly column: string; readonly why: string }[];

async function tryPart(
  { connection }: MappingDatabase,
  { table, columns, sql }: MappedTable,
): Promise<Found> {
  const found: { column: string; why: string }[] = [];
  const known = Object.entries<SourceColumn>(sourceTable(table).columns);
  const total = await count(`SELECT count(*) FROM (${sql})`);
  for (const [name, column] of known) {
    if (!columns.includes(name)) {
      if (column.required)
        found.push({ column: '', why: `nothing was found for ${name}, which every row needs` });
      continue;
    }
    if (column.required) {
      const lacking = await count(`SELECT count(*) FROM (${sql}) WHERE ${quote(name)} IS NULL`);
      if (lacking > 0)
        found.push({ column: name, why: `${String(lacking)} of ${String(total)} rows have none` });
    }
    if (column.oneOf !== undefined) {
      const allowed = column.oneOf.map((value) => literal(value)).join(', ');
      const strange = await connection.runAndReadAll(
        `SELECT DISTINCT ${quote(name)} FROM (${sql}) WHERE ${quote(name)} NOT IN (${allowed}) LIMIT ${String(VALUES_SHOWN)}`,
      );
      const values = strange.getRowsJson().flatMap(([value]) => (typeof value === 'string' ? [value] : []));
      if (values.length > 0)
        found.push({ column: name, why: `${values.join(', ')} is none of ${column.oneOf.join(', ')}` });
    }
  }
  return found;

  async function count(query: string): Promise<number> {
    const [[number] = []] = (await connection.runAndReadAll(query)).getRowsJson();
    return Number(number);
  }
}
