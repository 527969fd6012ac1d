import { z } from 'zod';
import { SOURCE_TABLES, sourceTable } from '../../../model/source-tables.ts';
import type { SourceTableName } from '../../../model/source-tables.ts';

/**
 * How the files of a source become the canonical tables: written as YAML, checked here, compiled to SQL over the files'
 * own columns.
 */

const Constant = z.union([z.string(), z.number()]).transform(String);

/** An SQL expression over the file's columns, or one with a list of values to replace, or the same value for all. */
const ColumnRule = z.union([
  z.string().transform((value) => ({ value })),
  z.strictObject({
    value: z.string(),
    /** Their codes → ours, blanks around them apart; a code that is not in it stays, and staging judges it. */
    map: z.record(z.string(), Constant).optional(),
    /** What stands for every code that is not in `map`. */
    otherwise: Constant.optional(),
  }),
  z.strictObject({ constant: Constant }),
]);
export type ColumnRule = z.infer<typeof ColumnRule>;

const FromFile = z.strictObject({
  /** The name of an input; may be left out where there is one. */
  from: z.string().optional(),
  /** An SQL condition; rows for which it does not hold are none of this table. */
  where: z.string().optional(),
  /** Whether rows that repeat a key are told once: for things that a file names in each of its bookings. */
  once: z.boolean().default(false),
  columns: z.record(z.string(), ColumnRule),
});

/** Rows that no file has: the custodian itself, the owner of the accounts. */
const Written = z.strictObject({ rows: z.array(z.record(z.string(), Constant)).min(1) });
export type Written = z.infer<typeof Written>;

const Part = z.union([FromFile, Written]);
export type Part = z.infer<typeof Part>;

const Dialect = z.strictObject({
  delimiter: z.string().length(1).optional(),
  quote: z.string().length(1).optional(),
  /** What stands before a quote inside a quoted field, where that is not another quote. */
  escape: z.string().length(1).optional(),
  encoding: z.enum(['utf-8', 'windows-1252', 'latin-1', 'utf-16']).optional(),
  /** Lines before the header row. */
  skip: z.int().min(0).max(1_000).optional(),
});

const Size = z.strictObject({ as: z.string(), value: z.int().min(1).max(100_000) });

/** What is asked of an interface that answers with JSON, and where its pages are. */
const HttpInput = z.strictObject({
  path: z.string().min(1),
  query: z.record(z.string(), Constant).optional(),
  /** Where the list of records stands in an answer (`data.items`); unset, the answer is the list. */
  records: z.string().optional(),
  /** The parameter with which later runs ask for what changed since; needs updated_at. */
  since: z.string().optional(),
  /** Fields that records have though the first page may not show them. */
  columns: z.array(z.string()).optional(),
  paging: z
    .union([
      z.strictObject({ next: z.string() }),
      z.strictObject({ cursor: z.string(), as: z.string() }),
      z.strictObject({ page: z.string(), first: z.int().optional(), size: Size }),
      z.strictObject({ offset: z.string(), size: Size }),
    ])
    .optional(),
});
export type HttpInput = z.infer<typeof HttpInput>;

/** Who asks an interface: a bearer token, or OAuth's client credentials with which one is fetched. */
const Authorization = z.union([
  z.literal('bearer'),
  z.strictObject({
    token_url: z.url({ protocol: /^https?$/ }),
    client_id: z.string(),
    scope: z.string().optional(),
  }),
]);

export const Input = z.strictObject({
  /** Which of a folder's files: a name with `*` for anything. A file given by itself is the only input. */
  file: z.string().default('*'),
  format: z.enum(['csv', 'parquet', 'json', 'jsonl']).default('csv'),
  /** Of a JSON file: the array that holds the records, where they are not the file's own. */
  records: z.string().optional(),
  csv: Dialect.default({}),
  /** Of a database: a table or view, or a query that gives the rows. */
  table: z.string().min(1).optional(),
  query: z.string().min(1).optional(),
  /** What identifies a row and orders the reading; unset, the table's own key. */
  key: z.array(z.string()).min(1).optional(),
  /** The column that says when a row was changed last: later runs read what changed since. */
  updated_at: z.string().optional(),
  /** Rows are only ever added, each with a larger key: later runs read what came since. */
  grows: z.boolean().optional(),
  http: HttpInput.optional(),
});
export type Input = z.infer<typeof Input>;

const TABLE_NAMES = z.enum(Object.keys(SOURCE_TABLES) as [SourceTableName, ...SourceTableName[]]);

export const Mapping = z
  .strictObject({
    name: z.string().min(1),
    description: z.string().optional(),
    /** What a delivery speaks for; unset, as for any other source. */
    delivery: z.enum(['full', 'incremental', 'snapshot']).optional(),
    /** The mark before decimals; the other of comma and point, blanks and apostrophes part thousands. */
    decimal: z.enum(['.', ',']).default('.'),
    /** Words that stand for a value that is missing. */
    missing: z.array(z.string()).default([]),
    /** Of an interface; its secret is the source's own. */
    authorization: Authorization.optional(),
    inputs: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/, 'a short lower-case name'), Input),
    tables: z.partialRecord(TABLE_NAMES, z.union([Part.transform((part) => [part]), z.array(Part).min(1)])),
  })
  .check(({ value: mapping, issues }) => {
    const inputs = Object.keys(mapping.inputs);
    for (const [table, parts] of Object.entries(mapping.tables)) {
      const known = Object.keys(sourceTable(table as SourceTableName).columns);
      for (const [place, part] of parts.entries()) {
        const path = ['tables', table, ...(parts.length > 1 ? [place] : [])];
        const columns =
          'rows' in part ? part.rows.flatMap((row) => Object.keys(row)) : Object.keys(part.columns);
        const strange = columns.find((column) => !known.includes(column));
        if (strange !== undefined) {
          issues.push({
            code: 'custom',
            input: strange,
            path: [...path, strange],
            message: `${table} has no column ${strange}; it has ${known.join(', ')}`,
          });
        }
        if ('rows' in part) continue;
        const from = part.from ?? (inputs.length === 1 ? inputs[0] : undefined);
        if (from === undefined || !inputs.includes(from)) {
          issues.push({
            code: 'custom',
            input: part.from,
            path: [...path, 'from'],
            message: `it must name one of the inputs: ${inputs.join(', ')}`,
          });
        }
      }
    }
  });
export type Mapping = z.infer<typeof Mapping>;
