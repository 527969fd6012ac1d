import { rm } from 'node:fs/promises';
import type { DataVersion, Parcel, ParcelPart } from '../store/port.ts';
import type { Day } from '../vocabulary/day.ts';
import { Problem, asProblem } from '../vocabulary/problem.ts';
import type { DeliveryRequest, Finding, Progress, ReceivedTable, RunReport } from '../vocabulary/run.ts';
import { openSource, scratchOf } from './extract/open-source.ts';
import type { Listing } from './extract/source.ts';
import { rowsFlagged, rowsOfFindings } from './quality/finding-rows.ts';
import { checkQuality } from './quality/quality.ts';
import { reconcile } from './reconcile/reconcile.ts';
import type { RunJournal } from './run-journal.ts';
import { extractRows } from './stage/extract-rows.ts';
import { directoryOf } from './stage/known-things.ts';
import { areMergedAsStaged, prepareSchema } from './stage/schema.ts';
import { positionsOf } from './stage/positions.ts';
import type { Positions } from './stage/positions.ts';
import { driftOf, noteLooks } from './stage/schema-history.ts';
import { stageDelivery } from './stage/stage-delivery.ts';
import type { StagedDelivery } from './stage/stage-delivery.ts';
import { splitTransform, type ShareOut } from './split-transform.ts';
import { nameOfKey } from './transform/share.ts';
import { isUnchanged } from './stage/references.ts';
import { notePublished, settleWithStore, standingOf, type Standing } from './stage/standing.ts';
import { spaceProblem } from './stage/attach.ts';
import { openWorkspace } from './stage/workspace.ts';
import type { TakeStage, Workspace } from './stage/workspace.ts';
import { CARRIED_TABLES } from './transform/reference-tables.ts';
import { sharesWorth, type TransformedAccounts } from './transform/shares.ts';
import { transform, type TransformResult } from './transform/transform.ts';
import { trimParcel } from './transform/trim.ts';

/** So many names stand in a finding. */
const NAMED_MAX = 10;

export interface RefreshOptions {
  /** Absolute path of the home. */
  readonly home: string;
  /** Encryption keys, hexadecimal. */
  readonly stageKey: string;
  readonly olderStageKeys?: readonly string[];
  readonly parcelKey: string;
  readonly firmCurrency: string;
  /** 0.05: a table of which more than 5 % is bad is refused whole. */
  readonly badRowsShareMax: number;
  /** The version that the store has; null before the first publish. */
  readonly published: () => Promise<DataVersion | null>;
  readonly publish: (parcel: Parcel) => Promise<DataVersion>;
  readonly journal: RunJournal;
  readonly takeStage: TakeStage;
  /** Large transforms are split into shares of about so many bookings; absent: never. */
  readonly shares?: { readonly bookings: number; readonly out: ShareOut };
  readonly clock: () => Date;
}

/** One run: which delivery, under which name, on which calendar day. */
export interface RefreshRun {
  readonly run: string;
  readonly today: Day;
  readonly delivery: DeliveryRequest;
}

interface Outcome {
  readonly version: DataVersion | null;
  readonly accounts: RunReport['accounts'];
  readonly findings: readonly Finding[];
}

type OnProgress = (progress: Progress) => void;

/**
 * Takes a delivery in: extract → stage → transform → reconcile → quality → publish. What is staged and not yet published, after
 * a run that was cut off, is published by the next run even if that brings nothing new. Rejects with a Problem when
 * the run failed; the journal has it either way.
 */
export async function refresh(
  options: RefreshOptions,
  request: RefreshRun,
  onProgress: OnProgress,
): Promise<RunReport> {
  const { journal, clock } = options;
  const startedAt = clock();
  const { run, delivery } = request;
  const { source, path } = delivery;
  await journal.begin({ run, source, path, startedAt: startedAt.toISOString() });
  try {
    const workspace = await openWorkspace(options);
    try {
      const { report, asOf } = await takeIn(workspace, options, request, startedAt, onProgress);
      const end = { status: report.status, asOf, report, message: null };
      await journal.finish(run, { ...end, finishedAt: clock().toISOString() });
      return report;
    } finally {
      workspace.close();
    }
  } catch (error) {
    const problem = spaceProblem(error) ?? asProblem(error);
    const end = { status: 'failed', asOf: null, report: null, message: problem.message } as const;
    await journal.finish(run, { ...end, finishedAt: clock().toISOString() }).catch(() => undefined);
    throw problem;
  }
}

async function takeIn(
  workspace: Workspace,
  options: RefreshOptions,
  request: RefreshRun,
  startedAt: Date,
  onProgress: OnProgress,
): Promise<{ readonly report: RunReport; readonly asOf: Day | null }> {
  // While a source is read the staged rows are free: one that hangs keeps no other from being taken in.
  const read = await readIn(workspace, options, request, onProgress);
  return workspace.withStage(() => stageAndPublish(workspace, options, request, read, startedAt, onProgress));
}

async function stageAndPublish(
  workspace: Workspace,
  options: RefreshOptions,
  request: RefreshRun,
  { listing, drift, mode, positions }: ReadIn,
  startedAt: Date,
  onProgress: OnProgress,
): Promise<{ readonly report: RunReport; readonly asOf: Day | null }> {
  const before = await standWithStore(workspace, options);
  const staged = await stageDelivery(workspace, {
    run: request.run,
    source: request.delivery.source,
    mode,
    streams: listing.streams,
    positions,
    today: request.today,
    firmCurrency: options.firmCurrency,
    badRowsShareMax: options.badRowsShareMax,
    setAside: (rows) => options.journal.setAside(rows),
    onProgress,
  });
  const taken = listing.streams.filter(({ table }) => staged.tables[table]?.refused !== true);
  await noteLooks(workspace, {
    ...listing,
    streams: taken,
    source: request.delivery.source,
    run: request.run,
  });
  await options.journal.found(await rowsFlagged(workspace, request.run));
  const outcome = await publishPending(workspace, options, request, before, onProgress);
  const seconds = (options.clock().getTime() - startedAt.getTime()) / 1000;
  const report = reportOf(request.run, seconds, staged, [...drift, ...leftAside(listing)], outcome, before);
  return { report, asOf: (outcome?.version ?? before)?.asOf ?? null };
}

/** Brings the staged rows in line with the store; gives the version that it has. */
async function standWithStore(workspace: Workspace, options: RefreshOptions): Promise<DataVersion | null> {
  const before = await options.published();
  await prepareSchema(workspace);
  await settleWithStore(workspace, before, options.firmCurrency);
  return before;
}

interface ReadIn {
  readonly listing: Listing;
  /** How the source looks otherwise than last time. */
  readonly drift: readonly Finding[];
  readonly mode: 'full' | 'incremental';
  readonly positions: Positions;
}

/** What the source holds, read into the workspace; a full delivery is read from its beginning. */
async function readIn(
  workspace: Workspace,
  options: RefreshOptions,
  { run, delivery }: RefreshRun,
  onProgress: OnProgress,
): Promise<ReadIn> {
  const known = (): ReturnType<typeof directoryOf> =>
    workspace.withStage(async () => {
      await prepareSchema(workspace);
      return directoryOf(workspace);
    });
  const source = await openSource(delivery, known, scratchOf(options.home, run));
  try {
    await source.check();
    const listed = await source.list();
    const start = await workspace.withStage(async () => {
      const before = await standWithStore(workspace, options);
      const mode = await modeOf(workspace, delivery, listed, before);
      return {
        mode,
        drift: await driftOf(workspace, delivery.source, listed, mode === 'full'),
        since: mode === 'full' ? new Map() : await positionsOf(workspace, delivery.source),
      };
    });
    const { mode, drift, since } = start;
    const listing = { ...listed, streams: drift.streams };
    const positions = await extractRows(workspace, source, listing.streams, onProgress, since);
    const files = (await Promise.all(listing.streams.map((stream) => source.receipts(stream)))).flat();
    await options.journal.received(run, { mode, files, tables: tablesOf(listed) });
    return { listing, drift: drift.findings, mode, positions };
  } finally {
    await source.close();
    await rm(scratchOf(options.home, run), { recursive: true, force: true });
  }
}

function tablesOf({ inputs, streams }: Listing): readonly ReceivedTable[] {
  return inputs ?? streams.map(({ table, columns }) => ({ name: table, columns }));
}

/** As it was asked for, as the delivery says, or full for the first delivery of a home and incremental afterwards. */
async function modeOf(
  workspace: Workspace,
  delivery: DeliveryRequest,
  listing: Listing,
  published: DataVersion | null,
): Promise<'full' | 'incremental'> {
  const declared = listing.declared === 'snapshot' ? 'full' : listing.declared;
  const { empty } = await standingOf(workspace);
  const mode = delivery.mode ?? declared ?? (empty ? 'full' : 'incremental');
  if (empty && published !== null && mode === 'incremental') {
    throw new Problem(
      'home_unusable',
      'The staged rows of this home are missing while its store holds data; import everything again with --full.',
    );
  }
  return mode;
}

/** Transform, reconcile and publish what is staged and not published; null where there is nothing of the kind. */
async function publishPending(
  workspace: Workspace,
  options: RefreshOptions,
  { run, today }: RefreshRun,
  before: DataVersion | null,
  onProgress: OnProgress,
): Promise<Outcome | null> {
  const standing = await standingOf(workspace);
  if (!standing.pending) return null;
  const path = await workspace.openParcel(run);
  const made = await workOut(workspace, options, standing, { run, today }, onProgress);
  onProgress({ step: 'reconcile', subject: 'statements', done: 0, total: 1 });
  const breaks = await reconcile(workspace, made);
  onProgress({ step: 'reconcile', subject: 'statements', done: 1, total: 1 });
  onProgress({ step: 'quality', subject: 'data', done: 0, total: 1 });
  const findings = [...made.findings, ...breaks, ...(await checkQuality(workspace, made))];
  await options.journal.found(await rowsOfFindings(workspace, run, findings));
  onProgress({ step: 'quality', subject: 'data', done: 1, total: 1 });
  const tables = await trimParcel(workspace.connection, {
    ...made.tables,
    reconciliation: standing.everything ? 'replace' : 'replace_accounts',
  });
  onProgress({ step: 'publish', subject: 'tables', done: 0, total: 1 });
  await options.journal.publishes(run, standing.nextVersion);
  const version = await options.publish({
    version: {
      id: standing.nextVersion,
      asOf: made.asOf,
      publishedAt: options.clock().toISOString(),
      firmCurrency: options.firmCurrency,
    },
    parent: before?.id ?? null,
    path,
    sha256: await workspace.sealParcel(),
    ...(made.parts.length > 0 ? { parts: made.parts } : {}),
    tables,
    accounts_touched: made.accountsTouched,
  });
  await notePublished(workspace, version.id);
  await workspace.removeParcels();
  onProgress({ step: 'publish', subject: 'tables', done: 1, total: 1 });
  const accounts = { touched: made.accountsTouched, total: made.accountsTotal };
  return { version, accounts, findings };
}

/** The transform, by this process alone or, where it is worth it, by all that are free. */
async function workOut(
  workspace: Workspace,
  { home, firmCurrency, parcelKey, shares }: RefreshOptions,
  { everything, changed }: Standing,
  { run, today }: Pick<RefreshRun, 'run' | 'today'>,
  onProgress: OnProgress,
): Promise<TransformResult & { readonly parts: readonly ParcelPart[] }> {
  const accounts: TransformedAccounts = everything ? 'all' : 'touched';
  onProgress({ step: 'transform', subject: 'accounts', done: 0, total: null });
  const request = {
    connection: workspace.connection,
    connect: workspace.connect,
    firmCurrency,
    accounts,
    kept: new Set(everything ? [] : CARRIED_TABLES.filter((table) => isUnchanged(table, changed))),
    rowsAsStaged: await areMergedAsStaged(workspace),
    today,
  };
  const tell =
    (subject: string) =>
    (done: number, total: number): void =>
      onProgress({ step: 'transform', subject, done, total });
  const of = shares ? await sharesWorth(workspace.connection, accounts, shares.bookings) : 1;
  if (!shares || of === 1)
    return { ...(await transform({ ...request, onProgress: tell('accounts') })), parts: [] };
  const split = { run, accounts, today, firmCurrency, key: nameOfKey(parcelKey), of };
  return splitTransform(workspace, home, shares.out, split, { ...request, onProgress: tell('shares') });
}

function reportOf(
  run: string,
  seconds: number,
  staged: StagedDelivery,
  found: readonly Finding[],
  outcome: Outcome | null,
  before: DataVersion | null,
): RunReport {
  const refused = Object.values(staged.tables).some((table) => table.refused === true);
  return {
    run,
    status: refused ? 'refused' : outcome === null ? 'unchanged' : 'done',
    dataVersion: (outcome?.version ?? before)?.id ?? null,
    seconds,
    accounts: outcome?.accounts ?? { touched: 0, total: staged.accountsTotal },
    tables: staged.tables,
    findings: [...staged.findings, ...found, ...(outcome?.findings ?? [])],
  };
}

function leftAside({ ignored, inputs }: Listing): readonly Finding[] {
  if (ignored.length === 0) return [];
  const [code, why] =
    inputs === undefined
      ? ['files_ignored', 'they are no table that Askfolio knows']
      : ['columns_unmapped', 'the mapping reads them nowhere'];
  const text = `Left aside because ${why}: ${ignored.slice(0, NAMED_MAX).join(', ')}.`;
  return [{ code, severity: 'info', text, rows: ignored.length }];
}
