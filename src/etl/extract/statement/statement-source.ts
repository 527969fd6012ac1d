import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { SourceTableName } from '../../../model/source-tables.ts';
import { LIMITS } from '../../../vocabulary/limits.ts';
import { Problem } from '../../../vocabulary/problem.ts';
import { BatchBuilder } from '../batch-builder.ts';
import type { Source, SourceStream, StreamPart } from '../source.ts';
import type { CanonicalRows } from './canonical-rows.ts';
import type { Directory } from './directory.ts';
import { rowsOfStatements } from './several-statements.ts';
import type { StatementFormat } from './statement-format.ts';
import { statementText } from './statement-format.ts';
import type { Statement } from './statement.ts';

/** A file, and the format that its beginning shows. */
export interface StatementFile {
  readonly path: string;
  readonly format: StatementFormat;
}

/**
 * Custodians' statements in files. They tell what happened in their periods and never that something is gone: their
 * delivery is incremental. Lines are counted through all files, in the order in which they are given.
 */
export function statementSource(
  files: readonly StatementFile[],
  directory: Directory,
  ignored: readonly string[] = [],
): Source {
  let opened: Promise<Opened> | null = null;
  const open = (): Promise<Opened> => (opened ??= openStatements(files, directory));
  return {
    check: async () => {
      await open();
    },
    list: async () => {
      const { rows, parts, leftAside } = await open();
      const streams = [...rows].map(([table, told]): SourceStream => {
        const columns = [...new Set(told.flatMap(({ values }) => Object.keys(values)))];
        const file = parts[0]?.file ?? '';
        return { table, file, columns, unusable: null, ...(parts.length > 1 ? { parts } : {}) };
      });
      return { streams, declared: 'incremental', ignored: [...ignored, ...leftAside], steady: 'nothing' };
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
    receipts: async ({ table }) => {
      const { digests } = await open();
      return digests.map((digest) => ({ table: table satisfies SourceTableName, ...digest }));
    },
    close: () => Promise.resolve(),
  };
}

interface Opened {
  readonly rows: CanonicalRows;
  readonly parts: readonly StreamPart[];
  readonly leftAside: readonly string[];
  readonly digests: readonly { readonly file: string; readonly bytes: number; readonly sha256: string }[];
}

async function openStatements(files: readonly StatementFile[], directory: Directory): Promise<Opened> {
  await refuseTooLarge(files);
  // One at a time: there may be more than may be open at once.
  const read: ReadStatement[] = [];
  for (const file of files) read.push(await readStatement(file));
  const parts: StreamPart[] = [];
  let firstLine = 1;
  for (const { file, lines } of read) {
    parts.push({ file, firstLine });
    firstLine += lines;
  }
  const placed = read.map(({ statement }, place) => ({
    statement,
    firstLine: parts[place]?.firstLine ?? 1,
  }));
  const several = read.length > 1;
  return {
    rows: rowsOfStatements(placed, directory),
    parts,
    leftAside: read.flatMap(({ file, statement }) =>
      statement.leftAside.map((what) => (several ? `${file}: ${what}` : what)),
    ),
    digests: read.map(({ file, bytes, sha256 }) => ({ file, bytes, sha256 })),
  };
}

async function refuseTooLarge(files: readonly StatementFile[]): Promise<void> {
  const most = `${String(LIMITS.statement_bytes_max / 1_048_576)} MiB`;
  let total = 0;
  for (const { path } of files) {
    const { size } = await stat(path);
    total += size;
    if (size > LIMITS.statement_bytes_max) {
      throw new Problem(
        'source_unreadable',
        `${basename(path)} is larger than a statement may be (${most}); split it by period.`,
      );
    }
  }
  if (total <= LIMITS.statements_bytes_max) return;
  throw new Problem(
    'source_unreadable',
    `The ${String(files.length)} statements are larger than one run takes in (${String(LIMITS.statements_bytes_max / 1_048_576)} MiB); take them in a year or a custodian at a time.`,
  );
}

interface ReadStatement {
  readonly file: string;
  readonly statement: Statement;
  readonly lines: number;
  readonly bytes: number;
  readonly sha256: string;
}

async function readStatement({ path, format }: StatementFile): Promise<ReadStatement> {
  const file = basename(path);
  const bytes = await readFile(path);
  return {
    file,
    statement: readNamed(file, format, bytes),
    lines: bytes.reduce((lines, byte) => (byte === 0x0a ? lines + 1 : lines), 1),
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

function readNamed(file: string, format: StatementFormat, bytes: Buffer): Statement {
  try {
    return format.read(statementText(bytes));
  } catch (error) {
    if (error instanceof Problem)
      throw new Problem(error.code, `${file}: ${error.message}`, { cause: error });
    throw error;
  }
}
