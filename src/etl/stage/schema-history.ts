import { z } from 'zod';
import { sourceTable } from '../../model/source-tables.ts';
import type { Finding, ReceivedTable } from '../../vocabulary/run.ts';
import type { Listing, SourceStream } from '../extract/source.ts';
import { quoted } from './sql-types.ts';
import type { Workspace } from './workspace.ts';

/**
 * How each table of a source looked, delivery by delivery: `schemas` has a row whenever that changed. A delivery is
 * held against the last one, so that a source that changes under our hands is noticed. Behind a mapping the source's
 * own tables are looked at, under the name of their input: what the mapping makes of them looks the same every time.
 */

const MADE = `CREATE TABLE IF NOT EXISTS stage.schemas (
  source VARCHAR, table_name VARCHAR, sequence BIGINT, run VARCHAR, looked VARCHAR)`;

const Look = z.object({
  columns: z.array(z.string()),
  kinds: z.record(z.string(), z.string()),
  delimiter: z.string(),
});
type Look = z.infer<typeof Look>;

export interface Drift {
  /** The streams as they can be taken in: one whose column has another type than before is not, unless that is wanted. */
  readonly streams: readonly SourceStream[];
  readonly findings: readonly Finding[];
}

/** Holds what a source lists against how it looked; `accept` takes columns of another type as they are now. */
export async function driftOf(
  workspace: Workspace,
  source: string,
  { streams, steady, inputs = [], ignored }: Pick<Listing, 'streams' | 'steady' | 'inputs' | 'ignored'>,
  accept: boolean,
): Promise<Drift> {
  const before = steady === 'nothing' && inputs.length === 0 ? new Map() : await lastLooks(workspace, source);
  const findings = inputs.flatMap((input) => changesBehind(input, before.get(keyOf(input)), ignored));
  if (steady === 'nothing') return { streams, findings };
  const judged = streams.map((stream) => {
    const last = before.get(stream.table);
    if (last === undefined || stream.unusable !== null) return stream;
    findings.push(...changesOf(stream, last));
    const retyped = accept ? null : retypedIn(stream, last);
    return retyped === null ? stream : { ...stream, unusable: retyped };
  });
  const gone = [...before.keys()].filter(
    (table) => !table.startsWith(INPUT) && !streams.some((stream) => stream.table === table),
  );
  return { streams: judged, findings: [...findings, ...(steady === 'tables' ? tablesGone(gone) : [])] };
}

/** Keeps how the tables looked that were taken in, where that is news. */
export async function noteLooks(
  workspace: Workspace,
  delivery: Pick<Listing, 'streams' | 'inputs' | 'steady'> & {
    readonly source: string;
    readonly run: string;
  },
): Promise<void> {
  const { inputs = [] } = delivery;
  const streams = delivery.steady === 'nothing' ? [] : delivery.streams;
  if (streams.length + inputs.length === 0) return;
  const before = await lastLooks(workspace, delivery.source);
  const looks = new Map([
    ...streams.map((stream) => [stream.table, lookOf(stream)] as const),
    ...inputs.map((input) => [keyOf(input), lookOf(input)] as const),
  ]);
  const news = [...looks].flatMap(([table, look]) => {
    const now = JSON.stringify(look);
    return JSON.stringify(before.get(table)) === now ? [] : [`(${quoted(table)}, ${quoted(now)})`];
  });
  if (news.length === 0) return;
  await workspace.run(
    `INSERT INTO stage.schemas SELECT ${quoted(delivery.source)}, table_name,
       (SELECT coalesce(max(sequence), 0) FROM stage.deliveries), ${quoted(delivery.run)}, looked
     FROM (VALUES ${news.join(', ')}) news(table_name, looked)`,
  );
}

async function lastLooks(workspace: Workspace, source: string): Promise<ReadonlyMap<string, Look>> {
  await workspace.run(MADE);
  const rows = await workspace.rows(
    `SELECT table_name, looked FROM stage.schemas WHERE source = ${quoted(source)}
     QUALIFY row_number() OVER (PARTITION BY table_name ORDER BY sequence DESC, rowid DESC) = 1`,
  );
  return new Map(
    rows.map((row) => [String(row['table_name']), Look.parse(JSON.parse(String(row['looked'])))]),
  );
}

function lookOf({
  columns,
  kinds = {},
  delimiter = ',',
}: Partial<SourceStream> & Pick<SourceStream, 'columns'>): Look {
  return { columns: [...columns], kinds: { ...kinds }, delimiter };
}

/** Under which a table behind a mapping is kept: it may have the name of one of ours. */
const INPUT = 'input ';

function keyOf({ name }: ReceivedTable): string {
  return `${INPUT}${name}`;
}

/** A column that the mapping needs and that is gone stops its tables anyway, and says so by itself. */
function changesBehind(
  { name, columns }: ReceivedTable,
  last: Look | undefined,
  ignored: readonly string[],
): readonly Finding[] {
  if (last === undefined) return [];
  const fresh = columns.filter((column) => !last.columns.includes(column));
  const gone = last.columns.filter((column) => !columns.includes(column));
  const read = fresh.filter((column) => !ignored.some((each) => each.endsWith(`: ${column}`)));
  const findings: Finding[] = [];
  if (fresh.length > 0) {
    const what =
      read.length === 0 ? 'the mapping reads none of them' : `the mapping reads ${read.join(', ')}`;
    const text = `${name}: the source has new columns, ${fresh.join(', ')}: ${what}.`;
    findings.push(drift('column_new', 'info', text, fresh.length));
  }
  if (gone.length > 0) {
    const text = `${name}: the source no longer has ${gone.join(', ')}; ask it whether that is meant.`;
    findings.push(drift('column_missing', 'warning', text, gone.length));
  }
  return findings;
}

function changesOf(stream: SourceStream, last: Look): readonly Finding[] {
  const { table, file } = stream;
  const known = sourceTable(table).columns;
  const fresh = stream.columns.filter((name) => !last.columns.includes(name));
  const missing = last.columns.filter(
    (name) => !stream.columns.includes(name) && known[name]?.required !== true,
  );
  const findings: Finding[] = [];
  if (fresh.length > 0) {
    const taken = fresh.filter((name) => name in known);
    const rest = fresh.filter((name) => !(name in known));
    const words = [
      ...(taken.length > 0 ? [`${taken.join(', ')} is taken in`] : []),
      ...(rest.length > 0
        ? [`${rest.join(', ')} is kept out, because no canonical column has that name`]
        : []),
    ];
    findings.push(
      drift('column_new', 'info', `${table}: ${file} has new columns: ${words.join('; ')}.`, fresh.length),
    );
  }
  if (missing.length > 0) {
    const text = `${table}: ${file} no longer has ${missing.join(', ')}; ask the source whether that is meant.`;
    findings.push(drift('column_missing', 'warning', text, missing.length));
  }
  if ((stream.delimiter ?? ',') !== last.delimiter) {
    const text = `${table}: the fields of ${file} are parted by '${shown(stream.delimiter ?? ',')}' and were by '${shown(last.delimiter)}'; it was read so.`;
    findings.push(drift('dialect_changed', 'info', text, 1));
  }
  return findings;
}

/** Why a table is not taken in whose column has another type than before; null where none has. */
function retypedIn({ columns, kinds = {} }: SourceStream, last: Look): string | null {
  const changed = columns.find((name) => {
    const [before, now] = [last.kinds[name], kinds[name]];
    return before !== undefined && now !== undefined && before !== now;
  });
  if (changed === undefined) return null;
  return `the column ${changed} was of the type ${last.kinds[changed] ?? ''} and is ${kinds[changed] ?? ''} now; correct the source, or take the new type in with --full`;
}

function tablesGone(tables: readonly string[]): readonly Finding[] {
  if (tables.length === 0) return [];
  const text = `The source no longer has ${tables.join(', ')}, which it had; what it brought stays.`;
  return [drift('table_missing', 'warning', text, tables.length)];
}

function drift(code: string, severity: Finding['severity'], text: string, rows: number): Finding {
  return { code, severity, text, rows };
}

function shown(delimiter: string): string {
  return delimiter === '\t' ? 'tab' : delimiter;
}
