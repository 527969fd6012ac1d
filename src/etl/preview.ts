import { rm } from 'node:fs/promises';
import { cashSecurityId } from '../model/source-tables.ts';
import type { SourceTableName } from '../model/source-tables.ts';
import type { Day } from '../vocabulary/day.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { asProblem, Problem } from '../vocabulary/problem.ts';
import type { DeliveryRequest, Preview, PreviewRow, QuarantinedRow } from '../vocabulary/run.ts';
import { openSource, scratchOf } from './extract/open-source.ts';
import type { Listing, SourceStream } from './extract/source.ts';
import { extractRows } from './stage/extract-rows.ts';
import { directoryOf } from './stage/known-things.ts';
import { prepareSchema } from './stage/schema.ts';
import { stageDelivery } from './stage/stage-delivery.ts';
import { columnNames } from './stage/sql-types.ts';
import { openWorkspace } from './stage/workspace.ts';
import type { Workspace, WorkspaceOptions } from './stage/workspace.ts';

export interface PreviewOptions extends WorkspaceOptions {
  readonly run: string;
  readonly firmCurrency: string;
  readonly badRowsShareMax: number;
  readonly today: Day;
}

/** Under a source of its own every good row counts as new, whatever was imported before. */
const PREVIEW = '(preview)';
const UNREAD: ReadonlySet<string> = new Set(['source_unreadable', 'source_unavailable', 'mapping_invalid']);
const NOTHING: Preview = {
  accounts: [],
  securities: [],
  transactions: [],
  holdings: [],
  balances: [],
  quarantine: [],
  refused: [],
  unmapped: [],
};

/**
 * What an import would make of a delivery: extract and stage as in a run, in a transaction that is rolled back. What
 * cannot be read at all is a preview too, with its reason.
 */
export async function preview(options: PreviewOptions, delivery: DeliveryRequest): Promise<Preview> {
  const workspace = await openWorkspace(options);
  try {
    const listing = await readIn(workspace, delivery, scratchOf(options.home, options.run));
    return await workspace.withStage(async () => {
      await prepareSchema(workspace);
      return undone(workspace, () => stagedPreview(workspace, options, listing));
    });
  } catch (error) {
    const problem = asProblem(error);
    if (!UNREAD.has(problem.code)) throw problem;
    return { ...NOTHING, failed: problem.message };
  } finally {
    workspace.close();
  }
}

async function stagedPreview(
  workspace: Workspace,
  options: PreviewOptions,
  listing: Listing,
): Promise<Preview> {
  const quarantine: QuarantinedRow[] = [];
  const inOne: Workspace = { ...workspace, transaction: (work) => work() };
  const { tables } = await stageDelivery(inOne, {
    run: PREVIEW,
    source: PREVIEW,
    mode: 'incremental',
    streams: listing.streams,
    today: options.today,
    firmCurrency: options.firmCurrency,
    badRowsShareMax: options.badRowsShareMax,
    setAside: async (rows) => void quarantine.push(...rows),
    onProgress: () => undefined,
  });
  const told = (table: SourceTableName, from: string): Promise<readonly PreviewRow[]> =>
    workspace.rows(
      `SELECT ${columnNames(table).join(', ')} FROM ${from} ORDER BY ALL LIMIT ${String(LIMITS.preview_rows_per_table_max)}`,
    );
  const own = (table: SourceTableName): string => `(FROM stage.staged_${table} WHERE source = '${PREVIEW}')`;
  const transactions = await told('transactions', own('transactions'));
  const holdings = await told('holdings', own('holdings'));
  const accounts = await told('accounts', named('accounts', 'account_id', ['account_id']));
  const securities = await told(
    'securities',
    named('securities', 'security_id', ['security_id', 'related_security_id']),
  );
  return {
    accounts: accounts.map(accountOf),
    securities: securities
      .filter((row) => row['asset_class'] !== 'Cash')
      .map((row) => ({ id: row['security_id'] ?? null, ...row })),
    transactions: transactions.map(transactionOf),
    holdings: holdings.filter((row) => !isCash(row)).map(holdingOf),
    balances: holdings.filter(isCash).map(balanceOf),
    quarantine: quarantine
      .slice(0, LIMITS.preview_rows_per_table_max)
      .map(({ table, file, line, key, column, reason }) => ({ table, file, line, key, column, reason })),
    refused: Object.entries(tables)
      .filter(([, { refused }]) => refused === true)
      .map(([table]) => table),
    unmapped: [
      ...listing.ignored,
      ...Object.entries(tables).flatMap(([table, { unknownColumns }]) =>
        unknownColumns.map((column) => `${table}.${column}`),
      ),
    ],
  };
}

async function readIn(workspace: Workspace, delivery: DeliveryRequest, scratch: string): Promise<Listing> {
  const known = (): ReturnType<typeof directoryOf> =>
    workspace.withStage(async () => {
      await prepareSchema(workspace);
      return directoryOf(workspace);
    });
  const source = await openSource(delivery, known, scratch);
  try {
    await source.check();
    const listing = await source.list();
    const misfit = delivery.mapping === null ? undefined : listing.streams.find(isUnusable);
    // Whoever looks at a mapping wants to know at once what is wrong with it; a run takes in what it can.
    if (misfit !== undefined)
      throw new Problem('mapping_invalid', `${misfit.table}: ${misfit.unusable ?? ''}.`);
    await extractRows(workspace, source, listing.streams, () => undefined);
    return listing;
  } finally {
    await source.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

function isUnusable({ unusable }: SourceStream): boolean {
  return unusable !== null;
}

function isCash(row: PreviewRow): boolean {
  return row['security_id'] === cashSecurityId(String(row['currency']));
}

function accountOf(row: PreviewRow): PreviewRow {
  return { external_id: row['account_id'] ?? null, custodian: row['custodian_id'] ?? null, ...row };
}

function transactionOf(row: PreviewRow): PreviewRow {
  const { transaction_id, account_id, security_id, related_security_id, ...rest } = row;
  return {
    external_id: transaction_id ?? null,
    account: account_id ?? null,
    security: security_id ?? null,
    related_security: related_security_id ?? null,
    ...rest,
  };
}

function holdingOf(row: PreviewRow): PreviewRow {
  const { account_id, security_id, ...rest } = row;
  return { account: account_id ?? null, security: security_id ?? null, ...rest };
}

function balanceOf({ account_id, currency, as_of_date, quantity }: PreviewRow): PreviewRow {
  return {
    account: account_id ?? null,
    currency: currency ?? null,
    kind: 'cash',
    date: as_of_date ?? null,
    amount: quantity ?? null,
  };
}

/** The rows that the delivery brings, and those known already that its bookings and holdings speak of. */
function named(table: SourceTableName, key: string, columns: readonly string[]): string {
  const spoken = columns.map(
    (column) => `SELECT ${column} FROM stage.staged_transactions WHERE source = '${PREVIEW}'`,
  );
  const held = `SELECT ${key} FROM stage.staged_holdings WHERE source = '${PREVIEW}'`;
  const brought = `SELECT ${key} FROM stage.staged_${table} WHERE source = '${PREVIEW}'`;
  return `(FROM stage.merged_${table} WHERE ${key} IN (${[...spoken, held, brought].join(' UNION ')}))`;
}

/** Does the work and takes it back. */
async function undone<T>(workspace: Workspace, work: () => Promise<T>): Promise<T> {
  const results: T[] = [];
  const takenBack = new Error('taken back');
  await workspace
    .transaction(async () => {
      results.push(await work());
      throw takenBack;
    })
    .catch((error: unknown) => {
      if (error !== takenBack) throw error;
    });
  const [result] = results;
  if (result === undefined) throw takenBack;
  return result;
}
