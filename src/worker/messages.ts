import { z } from 'zod';
import type { Parcel, ParcelPart } from '../store/port.ts';
import { parseDay } from '../vocabulary/day.ts';
import type { Day } from '../vocabulary/day.ts';
import { FILE_KINDS } from '../vocabulary/delivery.ts';
import { PROBLEMS, Problem } from '../vocabulary/problem.ts';
import type { ProblemCode } from '../vocabulary/problem.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { REFRESH_STEPS } from '../vocabulary/run.ts';

/** What the process that runs a refresh and its parent say to each other, as plain data. */

const isDay = (value: string): value is Day => parseDay(value) !== null;
const isProblemCode = (value: string): value is ProblemCode => value in PROBLEMS;
const DayText = z.string().refine(isDay);
const Count = z.int().nonnegative();

const ProblemText = z.object({ code: z.string().refine(isProblemCode), message: z.string() });

const Version = z.object({
  id: z.string(),
  asOf: DayText,
  publishedAt: z.string(),
  firmCurrency: z.string(),
});

/** The store goes by the tables that it knows; a name that it does not know means nothing to it. */
const TableModes = z.record(z.string(), z.enum(['replace', 'replace_accounts', 'replace_later']));

const PartShape = z.object({
  path: z.string(),
  sha256: z.string(),
  tables: z.custom<ParcelPart['tables']>((value) => z.array(z.string()).safeParse(value).success),
});
const ParcelShape = z.object({
  version: Version,
  parent: z.string().nullable(),
  path: z.string(),
  sha256: z.string(),
  parts: z.array(PartShape).readonly().exactOptional(),
  tables: z.custom<Parcel['tables']>((value) => TableModes.safeParse(value).success),
  accounts_touched: Count,
});

const Counts = z.object({
  read: Count,
  loaded: Count,
  quarantined: Count,
  flagged: Count,
  new: Count,
  changed: Count,
  unchanged: Count,
  stale: Count,
  deleted: Count,
  unknownColumns: z.array(z.string()).readonly(),
  refused: z.literal(true).exactOptional(),
  reason: z.string().exactOptional(),
});

const Report = z.object({
  run: z.string(),
  status: z.enum(['done', 'unchanged', 'refused', 'failed']),
  dataVersion: z.string().nullable(),
  seconds: z.number(),
  accounts: z.object({ touched: Count, total: Count }),
  tables: z.record(z.string(), Counts),
  findings: z
    .array(
      z.object({
        code: z.string(),
        severity: z.enum(['info', 'warning', 'error']),
        text: z.string(),
        rows: Count,
      }),
    )
    .readonly(),
});

const SetAsideRow = z.object({
  run: z.string(),
  source: z.string(),
  table: z.string(),
  file: z.string(),
  line: z.number().nullable(),
  key: z.string().nullable(),
  column: z.string().nullable(),
  reason: z.string(),
});

const Found = z.object({
  run: z.string(),
  code: z.string(),
  severity: z.enum(['info', 'warning', 'error']),
  account: z.string().nullable(),
  security: z.string().nullable(),
  symbol: z.string().nullable(),
  from: DayText.nullable(),
  to: DayText.nullable(),
  occurrences: Count,
  detail: z.string().nullable(),
  cause: z.string().nullable(),
  source: z.string().nullable(),
  table: z.string().nullable(),
  file: z.string().nullable(),
  line: z.number().nullable(),
  key: z.string().nullable(),
});

const Received = z.object({
  mode: z.enum(['full', 'incremental']),
  files: z
    .array(
      z.object({
        file: z.string(),
        table: z.string(),
        bytes: Count.nullable(),
        sha256: z.string().nullable(),
      }),
    )
    .readonly(),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()).readonly() })).readonly(),
});

const End = z.object({
  status: z.enum(['done', 'unchanged', 'refused', 'failed', 'interrupted']),
  finishedAt: z.string(),
  asOf: DayText.nullable(),
  report: Report.nullable(),
  message: z.string().nullable(),
});

const Rows = z
  .array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])))
  .readonly();

const PreviewShape = z.object({
  accounts: Rows,
  securities: Rows,
  transactions: Rows,
  holdings: Rows,
  balances: Rows,
  quarantine: z.array(SetAsideRow.omit({ run: true, source: true })).readonly(),
  refused: z.array(z.string()).readonly(),
  unmapped: z.array(z.string()).readonly(),
  failed: z.string().exactOptional(),
});

const CheckShape = z.object({
  streams: z
    .array(z.object({ table: z.string(), file: z.string(), columns: z.array(z.string()).readonly() }))
    .readonly(),
  declared: z.enum(['full', 'incremental', 'snapshot']).nullable(),
  ignored: z.array(z.string()).readonly(),
});

const RecognitionShape = z.object({
  files: z
    .array(z.object({ name: z.string(), kind: z.enum(FILE_KINDS), format: z.string().nullable() }))
    .readonly(),
  mapping: z.string().nullable(),
  doubts: z.array(z.string()).readonly(),
  digests: z.array(z.string()).readonly(),
});

/** A transform that is split, as etl/transform/share.ts has it: it names no account. */
export const Split = z.object({
  run: z.string(),
  accounts: z.enum(['all', 'touched']),
  today: DayText,
  firmCurrency: z.string(),
  key: z.string(),
  of: z.int().min(2).max(LIMITS.transform_shares_max),
});

/** What the child asks of its parent, which alone has the store and the records. */
const Call = z.discriminatedUnion('name', [
  z.object({ name: z.literal('takeStage') }),
  z.object({ name: z.literal('leaveStage') }),
  z.object({ name: z.literal('shareOut'), split: Split }),
  z.object({ name: z.literal('sharesDone') }),
  z.object({ name: z.literal('published') }),
  z.object({ name: z.literal('publish'), parcel: ParcelShape }),
  z.object({
    name: z.literal('begin'),
    begun: z.object({ run: z.string(), source: z.string(), path: z.string(), startedAt: z.string() }),
  }),
  z.object({ name: z.literal('received'), run: z.string(), delivery: Received }),
  z.object({ name: z.literal('setAside'), rows: z.array(SetAsideRow).readonly() }),
  z.object({ name: z.literal('found'), rows: z.array(Found).readonly() }),
  z.object({ name: z.literal('publishes'), run: z.string(), version: z.string() }),
  z.object({ name: z.literal('finish'), run: z.string(), end: End }),
]);
export type Call = z.infer<typeof Call>;

export const FromChild = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('progress'),
    progress: z.object({
      step: z.enum(REFRESH_STEPS),
      subject: z.string(),
      done: z.number(),
      total: z.number().nullable(),
    }),
  }),
  z.object({ kind: z.literal('call'), id: Count, call: Call }),
  z.object({ kind: z.literal('done'), report: Report }),
  z.object({ kind: z.literal('shared') }),
  z.object({ kind: z.literal('previewed'), preview: PreviewShape }),
  z.object({ kind: z.literal('checked'), check: CheckShape }),
  z.object({ kind: z.literal('recognised'), recognition: RecognitionShape }),
  z.object({ kind: z.literal('resealed') }),
  z.object({ kind: z.literal('failed'), problem: ProblemText }),
]);
export type FromChild = z.infer<typeof FromChild>;

/** The answer to a call: a version (or none) for those that ask for one. */
export const Answered = Version.nullable();

const Delivery = z.object({
  path: z.string(),
  secret: z.string().exactOptional(),
  source: z.string(),
  mode: z.enum(['full', 'incremental']).nullable(),
  mapping: z.string().nullable(),
});

const Settings = z.object({
  home: z.string(),
  stageKey: z.string(),
  olderStageKeys: z.array(z.string()).readonly().exactOptional(),
  parcelKey: z.string(),
  olderParcelKeys: z.array(z.string()).readonly().exactOptional(),
  firmCurrency: z.string(),
  badRowsShareMax: z.number(),
  shareBookings: z.int().positive().nullable(),
});

const Run = z.object({
  run: z.string(),
  today: DayText,
  /** By how much the clock of the installation is ahead of that of this machine. */
  ahead_ms: z.number(),
  delivery: Delivery,
});

export const ToChild = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('start'), settings: Settings, run: Run }),
  z.object({ kind: z.literal('preview'), settings: Settings, run: Run }),
  z.object({ kind: z.literal('check'), settings: Settings, run: Run }),
  z.object({ kind: z.literal('recognise'), settings: Settings, run: Run }),
  z.object({
    kind: z.literal('share'),
    settings: Settings,
    split: Split,
    share: z.object({ n: Count, fence: Count }),
  }),
  z.object({ kind: z.literal('reseal'), settings: Settings }),
  z.object({ kind: z.literal('answer'), id: Count, value: Answered }),
  z.object({ kind: z.literal('refusal'), id: Count, problem: ProblemText }),
]);
export type ToChild = z.infer<typeof ToChild>;

export function problemOf(text: z.infer<typeof ProblemText>): Problem {
  return new Problem(text.code, text.message);
}
