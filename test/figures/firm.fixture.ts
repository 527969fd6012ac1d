import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { createAnswerPlan } from '../../src/engine/answer-plan.ts';
import { createCatalogReader, guardCatalog, type CatalogReader } from '../../src/engine/catalog.ts';
import { createFigures } from '../../src/engine/figures.ts';
import type { AnswerPlan, PlanAnswer } from '../../src/engine/outcome.ts';
import { stageFolder, stageRows } from '../../src/etl/transform/stage.fixture.ts';
import { transform } from '../../src/etl/transform/transform.ts';
import { createDuckDbGuard } from '../../src/guard/duckdb/guard.ts';
import { duckDbDialect } from '../../src/store/duckdb/dialect.ts';
import { createDuckDbStore } from '../../src/store/duckdb/duckdb-store.ts';
import type { Store } from '../../src/store/port.ts';
import { dayOf } from '../../src/vocabulary/day.ts';
import type { ComputeFigures } from '../../src/vocabulary/figures.ts';
import type { Period } from '../../src/vocabulary/period.ts';
import type { Plan } from '../../src/vocabulary/plan.ts';
import type { Cell } from '../../src/vocabulary/rows.ts';
import type { Actor, ScopeChoice } from '../../src/vocabulary/scope.ts';
import { planOf } from '../../src/vocabulary/plan.fixture.ts';

/** A published firm and the engine's second half over it: the real transform, store and guard. */
export interface Firm {
  readonly answer: AnswerPlan;
  readonly figures: ComputeFigures;
  readonly catalog: CatalogReader;
  readonly store: Store;
  readonly close: () => Promise<void>;
}

type Tables = Parameters<typeof stageRows>[1];

const STORE_KEY = '5a'.repeat(32);

export const OWNER: Actor = {
  user: 'owner',
  name: 'Owner',
  role: 'owner',
  advisorId: null,
  clientId: null,
  accounts: 'all',
};

/** `source`: a folder of canonical CSV files, or rows by table. */
export async function publishFirm(source: string | Tables): Promise<Firm> {
  const home = await mkdtemp(join(tmpdir(), 'askfolio-firm-'));
  await mkdir(join(home, 'parcels'));
  const path = join(home, 'parcels', 'firm.duckdb');
  const result = await transformed(path, (connection) =>
    typeof source === 'string' ? stageFolder(connection, source) : stageRows(connection, source),
  );
  const store = await createDuckDbStore({ home, storeKey: STORE_KEY });
  await store.publish({
    version: { id: 'v1', asOf: result.asOf, publishedAt: '2018-01-02T00:00:00.000Z', firmCurrency: 'USD' },
    parent: null,
    path,
    sha256: createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
    tables: result.tables,
    accounts_touched: result.accountsTouched,
  });
  const guard = await createDuckDbGuard();
  const catalog = createCatalogReader({ store, statements: guardCatalog(guard) });
  const parts = { store, guard, catalog, dialect: duckDbDialect };
  return {
    answer: createAnswerPlan(parts),
    figures: createFigures(parts),
    catalog,
    store,
    close: async () => {
      guard.close();
      await store.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function transformed(path: string, stage: (connection: DuckDBConnection) => Promise<void>) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run('SET force_mbedtls_unsafe = true');
  await connection.run(
    `ATTACH ':memory:' AS stage; ATTACH '${path}' AS parcel (ENCRYPTION_KEY '${STORE_KEY}')`,
  );
  await connection.run('CREATE TABLE stage.main.touched_accounts (account_id VARCHAR)');
  await stage(connection);
  const result = await transform({
    connection,
    connect: () => instance.connect(),
    firmCurrency: 'USD',
    accounts: 'all',
  });
  await connection.run('DETACH parcel');
  connection.closeSync();
  instance.closeSync();
  return result;
}

export function during(from: string, to: string): Period {
  return { from: dayOf(from), to: dayOf(to), label: `${from} to ${to}`, pointInTime: false };
}

export function asOf(day: string): Period {
  return { from: null, to: dayOf(day), label: day, pointInTime: true };
}

export const plan = planOf;

/** The answer to a plan; a decline fails the test. */
export async function answered(
  firm: Firm,
  asked: Partial<Plan>,
  scope: ScopeChoice = {},
): Promise<PlanAnswer> {
  const outcome = await firm.answer({ plan: plan(asked), actor: OWNER, scope, today: dayOf('2017-12-31') });
  if (outcome.kind === 'declined') throw new Error(`declined: ${outcome.text}`);
  return outcome;
}

/** An answer's rows, cut down to some columns. */
export function cellsOf(answer: PlanAnswer, ...names: readonly string[]): readonly (readonly Cell[])[] {
  const places = names.map((name) => answer.columns.findIndex((column) => column.name === name));
  return answer.rows.map((row) => places.map((at) => row[at] ?? null));
}
