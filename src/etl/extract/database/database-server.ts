import { Problem } from '../../../vocabulary/problem.ts';
import type { Chunk, ChunkedInput } from '../chunked-input.ts';
import type { InputServer } from '../input-server.ts';
import type { Input, Mapping } from '../mapping/mapping.ts';
import type { Position } from '../source.ts';
import { unreadable } from './failures.ts';
import { readKeyed } from './keyed-reader.ts';
import type { KeyedTable } from './keyed-reader.ts';
import type { DatabaseLink, DatabaseTable } from './link.ts';

/** A database that opens a connection when it is needed, and another one when that broke. */
export interface DatabaseServer extends InputServer {
  tables(): Promise<readonly DatabaseTable[]>;
  /** A table as it is, read by `key` where it has one. */
  table(table: DatabaseTable, updatedAt: string | null): Promise<ChunkedInput>;
}

export function databaseServer(open: () => Promise<DatabaseLink>): DatabaseServer {
  let link: DatabaseLink | null = null;
  const linked = async (): Promise<DatabaseLink> => (link ??= await open());
  const drop = (): void => {
    link?.close();
    link = null;
  };
  const asked = async <T>(work: (link: DatabaseLink) => Promise<T>): Promise<T> => {
    try {
      return await work(await linked());
    } catch (error) {
      drop();
      throw error;
    }
  };
  const chunks = async function* (
    table: KeyedTable,
    columns: readonly string[],
    since: Position | null,
  ): AsyncGenerator<Chunk> {
    try {
      yield* table.key.length > 0
        ? readKeyed(await linked(), table, columns, since)
        : streamed(await linked(), table, columns);
    } catch (error) {
      drop();
      throw error;
    }
  };
  const asInput = (table: KeyedTable): ChunkedInput => ({
    label: table.label,
    columns: table.columns.map(({ name }) => name),
    chunks: (columns, since) => chunks(table, columns, since),
  });
  return {
    check: () => asked(async () => undefined),
    tables: () => asked((opened) => opened.tables()),
    table: (table, updatedAt) =>
      asked(async ({ grammar }) =>
        asInput({
          label: table.name,
          from: grammar.quote(table.name),
          columns: table.columns,
          key: keyOf(table),
          updatedAt,
          grows: false,
        }),
      ),
    input: (name, input, mapping) =>
      asked(async (opened) => asInput(await tableOf(opened, name, input, mapping))),
    close: async () => drop(),
  };
}

async function* streamed(
  link: DatabaseLink,
  table: KeyedTable,
  columns: readonly string[],
): AsyncGenerator<Chunk> {
  const shown = columns.map((name) => link.grammar.quote(name)).join(', ');
  for await (const rows of link.stream(`SELECT ${shown} FROM ${table.from}`)) yield { rows, position: null };
}

/** The first key whose columns can be compared as text. */
function keyOf({ columns, keys }: DatabaseTable): readonly string[] {
  const kinds = new Map(columns.map(({ name, kind }) => [name, kind]));
  return keys.find((key) => key.every((column) => kinds.get(column) !== 'bytes')) ?? [];
}

async function tableOf(
  link: DatabaseLink,
  name: string,
  input: Input,
  mapping: Mapping,
): Promise<KeyedTable> {
  const { table, query, key, updated_at: updatedAt = null, grows = false } = input;
  const of = table === undefined ? queried(name, query, mapping) : null;
  const known = table === undefined ? null : await tableNamed(link, table);
  const columns = known?.columns ?? (await link.describe(of ?? ''));
  const named = (column: string): string => {
    if (columns.some((each) => each.name === column)) return column;
    const shown = columns.map((each) => each.name).join(', ');
    throw unreadable(`The input ${name} has no column ${column}; it has ${shown}.`);
  };
  const wanted = (key ?? []).map(named);
  if (known !== null && wanted.length > 0) refuseNoKey(known, wanted);
  const used = wanted.length > 0 ? wanted : known === null ? [] : keyOf(known);
  if (used.length === 0 && (updatedAt !== null || grows)) {
    throw unreadable(`The input ${name} needs a key to be read by what changed; name it with key: [column].`);
  }
  return {
    label: known?.name ?? name,
    from: known === null ? `(${of ?? ''}\n) q` : link.grammar.quote(known.name),
    columns,
    key: used,
    updatedAt: updatedAt === null ? null : named(updatedAt),
    grows,
  };
}

function queried(name: string, query: string | undefined, mapping: Mapping): string {
  if (query !== undefined) return query.trim().replace(/;$/, '');
  throw new Problem(
    'mapping_invalid',
    `The mapping ${mapping.name}: the input ${name} says with table: or query: what is read of the database; docs/sources.md describes mappings.`,
  );
}

async function tableNamed(link: DatabaseLink, name: string): Promise<DatabaseTable> {
  const tables = await link.tables();
  const found = tables.find((table) => table.name === name);
  if (found) return found;
  const names = tables.map((table) => table.name);
  throw unreadable(
    `The database has no table ${name} that may be read; it has ${names.slice(0, 20).join(', ') || 'none'}.`,
  );
}

function refuseNoKey(table: DatabaseTable, key: readonly string[]): void {
  // A view has no keys to look at; rows that share one are met while they are read.
  if (table.keys.length === 0) return;
  if (table.keys.some((unique) => unique.every((column) => key.includes(column)))) return;
  throw unreadable(
    `The key ${key.join(', ')} does not identify a row of ${table.name}; its keys are ${table.keys.map((unique) => unique.join(' + ')).join('; ')}.`,
  );
}
