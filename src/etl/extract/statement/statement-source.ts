import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SourceTableName } from '../../../model/source-tables.ts';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import { BatchBuilder } from '../batch-builder.ts';
import type { Source, SourceStream } from '../source.ts';
import { canonicalRows } from './canonical-rows.ts';
import type { CanonicalRows } from './canonical-rows.ts';
import type { Directory } from './directory.ts';
import type { StatementFormat } from './statement-format.ts';
import { statementText } from './statement-format.ts';

/**
 * A custodian's statement in a file. It tells what happened in its period and never that something is gone: its
 * delivery is incremental.
 */
export function statementSource(path: string, format: StatementFormat, directory: Directory): Source {
  const file = basename(path);
  let opened: Promise<Opened> | null = null;
  const open = (): Promise<Opened> => (opened ??= openStatement(path, format, directory));
  return {
    check: async () => {
      await open();
    },
    list: async () => {
      const { rows, leftAside } = await open();
      const streams = [...rows].map(([table, told]): SourceStream => {
        const columns = [...new Set(told.flatMap(({ values }) => Object.keys(values)))];
        return { table, file, columns, unusable: null };
      });
      return { streams, declared: 'incremental', ignored: leftAside, steady: 'nothing' };
    },
    read: async function* (stream, columns) {
      const { rows } = await open();
      const builder = new BatchBuilder(columns.length);
      for (const { line, values } of rows.get(stream.table) ?? []) {
        builder.add(
          line,
          columns.map((name) => values[name]),
          null,
        );
        if (builder.full) yield builder.take();
      }
      if (!builder.empty) yield builder.take();
    },
    receipt: async ({ table }) => {
      const { bytes, sha256 } = await open();
      return { file, table: table satisfies SourceTableName, bytes, sha256 };
    },
    close: () => Promise.resolve(),
  };
}

interface Opened {
  readonly rows: CanonicalRows;
  readonly leftAside: readonly string[];
  readonly bytes: number;
  readonly sha256: string;
}

async function openStatement(path: string, format: StatementFormat, directory: Directory): Promise<Opened> {
  const file = basename(path);
  const { size } = await stat(path);
  if (size > LIMITS.statement_bytes_max) {
    const most = `${String(LIMITS.statement_bytes_max / 1_048_576)} MiB`;
    throw new Problem(
      'source_unreadable',
      `${file} is larger than a statement may be (${most}); split it by period.`,
    );
  }
  const bytes = await readFile(path);
  const statement = readNamed(file, format, bytes);
  return {
    rows: canonicalRows(statement, directory),
    leftAside: statement.leftAside,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

function readNamed(
  file: string,
  format: StatementFormat,
  bytes: Buffer,
): ReturnType<StatementFormat['read']> {
  try {
    return format.read(statementText(bytes));
  } catch (error) {
    if (error instanceof Problem)
      throw new Problem(error.code, `${file}: ${error.message}`, { cause: error });
    throw error;
  }
}
