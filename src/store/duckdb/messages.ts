import { z } from 'zod';
import { PROBLEMS, type ProblemCode } from '../../vocabulary/problem.ts';
import { parseDay, type Day } from '../../vocabulary/day.ts';
import type { Cell, Rows } from '../../vocabulary/rows.ts';
import type { ReadMarks } from '../held-marks.ts';
import type { DataVersion } from '../port.ts';
import type { OwnerReply } from './protocol.ts';

const id = z.int().nonnegative();
const code = z.custom<ProblemCode>((value) => typeof value === 'string' && value in PROBLEMS);

const version: z.ZodType<DataVersion> = z.strictObject({
  id: z.string().min(1),
  asOf: z.custom<Day>((value) => typeof value === 'string' && parseDay(value) !== null),
  publishedAt: z.string(),
  firmCurrency: z.string(),
});

/** A loop by hand: a schema for each of ten thousand rows would take longer than most statements. */
const cells = z.custom<Cell[][]>(
  (value) =>
    Array.isArray(value) &&
    value.every(
      (row) => Array.isArray(row) && row.every((cell) => cell === null || typeof cell !== 'object'),
    ),
);

const rows: z.ZodType<Rows> = z.strictObject({
  columns: z.array(z.strictObject({ name: z.string(), type: z.string() })),
  rows: cells,
  cut: z.boolean(),
});

const kept = z.strictObject({
  versionId: z.string(),
  step: z.int().nonnegative(),
  everyAccount: z.string(),
  otherAccounts: z.string(),
  tables: z.record(z.string(), z.string()),
});

const marks: z.ZodType<ReadMarks> = z.strictObject({
  version,
  kept: kept.nullable(),
  // By hand as well: there may be one for each account.
  accounts: z.custom<[string, string][]>(
    (value) =>
      Array.isArray(value) &&
      value.every(
        (pair) => Array.isArray(pair) && pair.length === 2 && pair.every((each) => typeof each === 'string'),
      ),
  ),
  continued: z.boolean(),
});

const reply: z.ZodType<OwnerReply> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('opened'), version: version.nullable() }),
  z.strictObject({ kind: z.literal('failed'), code, message: z.string() }),
  z.strictObject({
    kind: z.literal('read'),
    id,
    snapshot: z.strictObject({ version, results: z.array(rows) }),
  }),
  z.strictObject({ kind: z.literal('marks'), id, marks: marks.nullable() }),
  z.strictObject({ kind: z.literal('version'), version }),
  z.strictObject({ kind: z.literal('published'), id, version }),
  z.strictObject({ kind: z.literal('adoptable'), id }),
  z.strictObject({ kind: z.literal('copied'), id }),
  z.strictObject({ kind: z.literal('resealed'), id }),
  z.strictObject({ kind: z.literal('problem'), id, code, message: z.string() }),
  z.strictObject({ kind: z.literal('invalidated') }),
]);

/** What the owner process sent, or null when it is nothing that it may send. */
export function parseReply(message: unknown): OwnerReply | null {
  return reply.safeParse(message).data ?? null;
}
