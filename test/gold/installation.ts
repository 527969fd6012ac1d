import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAnswerPlan } from '../../src/engine/answer-plan.ts';
import { type CatalogReader, createCatalogReader, guardCatalog } from '../../src/engine/catalog.ts';
import { createFigures } from '../../src/engine/figures.ts';
import type { AnswerPlan } from '../../src/engine/outcome.ts';
import { type AnswerQuery, createAnswerQuery } from '../../src/engine/query/answer-query.ts';
import { refresh } from '../../src/etl/refresh.ts';
import { createDuckDbGuard } from '../../src/guard/duckdb/guard.ts';
import { duckDbDialect } from '../../src/store/duckdb/dialect.ts';
import { createDuckDbStore } from '../../src/store/duckdb/duckdb-store.ts';
import type { DataVersion, Parcel } from '../../src/store/port.ts';
import { dayOf, type Day } from '../../src/vocabulary/day.ts';
import type { ComputeFigures } from '../../src/vocabulary/figures.ts';
import type { Actor } from '../../src/vocabulary/scope.ts';
import type { QuarantinedRow, RunReport } from '../../src/vocabulary/run.ts';

export const KEYS = { stageKey: '0a'.repeat(32), parcelKey: '0b'.repeat(32) };

/** Where parcels go: a real store, or one that a test keeps. */
export interface Shelf {
  version(): Promise<DataVersion | null>;
  publish(parcel: Parcel): Promise<DataVersion>;
}

export interface DeliveryOptions {
  readonly today?: Day;
  readonly badRowsShareMax?: number;
  readonly source?: string;
  readonly mode?: 'full' | 'incremental';
  readonly mapping?: string;
}

/** Takes a folder in, in this process: everything between the files and the store is the product's own. */
export async function takeIn(
  home: string,
  shelf: Shelf,
  path: string,
  {
    today = dayOf('2026-06-30'),
    badRowsShareMax = 0.05,
    source = 'main',
    mode,
    mapping,
  }: DeliveryOptions = {},
): Promise<RunReport & { readonly setAside: readonly QuarantinedRow[] }> {
  const setAside: QuarantinedRow[] = [];
  const report = await refresh(
    {
      ...KEYS,
      home,
      firmCurrency: 'USD',
      badRowsShareMax,
      published: () => shelf.version(),
      publish: (parcel) => shelf.publish(parcel),
      journal: {
        begin: () => Promise.resolve(),
        received: () => Promise.resolve(),
        found: () => Promise.resolve(),
        publishes: () => Promise.resolve(),
        setAside: async (rows) => void setAside.push(...rows),
        finish: () => Promise.resolve(),
      },
      takeStage: () => Promise.resolve(() => Promise.resolve()),
      clock: () => new Date('2026-06-30T12:00:00Z'),
    },
    { run: 'run', today, delivery: { path, source, mode: mode ?? null, mapping: mapping ?? null } },
    () => undefined,
  );
  return { ...report, setAside };
}

/** A home with the real store and the engine over it, without the command line and its processes. */
export interface Installation {
  readonly takeIn: (path: string, options?: DeliveryOptions) => ReturnType<typeof takeIn>;
  /** Forgets what was ever delivered: the next full delivery is all there is. */
  readonly forget: () => Promise<void>;
  readonly figures: ComputeFigures;
  readonly answer: AnswerPlan;
  readonly answerQuery: AnswerQuery;
  readonly catalog: CatalogReader;
  close(): Promise<void>;
}

export const OWNER: Actor = {
  user: 'owner',
  name: 'Owner',
  role: 'owner',
  advisorId: null,
  clientId: null,
  accounts: 'all',
};

export async function openInstallation(): Promise<Installation> {
  const home = await mkdtemp(join(tmpdir(), 'askfolio-installation-'));
  const store = await createDuckDbStore({ home, storeKey: KEYS.parcelKey });
  const guard = await createDuckDbGuard();
  const parts = {
    store,
    guard,
    catalog: createCatalogReader({ store, statements: guardCatalog(guard) }),
    dialect: duckDbDialect,
  };
  return {
    takeIn: (path, options) => takeIn(home, store, path, options),
    forget: () => rm(join(home, 'stage.duckdb'), { force: true }),
    figures: createFigures(parts),
    answer: createAnswerPlan(parts),
    answerQuery: createAnswerQuery(parts),
    catalog: parts.catalog,
    close: async () => {
      guard.close();
      await store.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
