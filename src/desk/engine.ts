import type { Catalog, CatalogAccount, CatalogReader } from '../engine/catalog.ts';
import type { AnswerPlan } from '../engine/outcome.ts';
import type { AnswerQuery } from '../engine/query/answer-query.ts';
import type { FindGrounds } from '../engine/grounds.ts';
import type { FormOf } from '../engine/verified/recognise.ts';
import type { Store } from '../store/port.ts';
import type { ComputeFigures } from '../vocabulary/figures.ts';
import type { CustodianStatus, StoreServerStatus } from '../vocabulary/status.ts';
import type { Ask } from '../vocabulary/question.ts';
import type { RunSql } from './run-sql.ts';

/** Everything that answers from the store, opened together and closed together. */
export interface Engine {
  readonly store: Store;
  /** Puts the store's file under its newest key while it is read. */
  readonly reseal: () => Promise<void>;
  readonly catalog: CatalogReader;
  readonly ask: Ask;
  readonly answerPlan: AnswerPlan;
  readonly answerQuery: AnswerQuery;
  readonly figures: ComputeFigures;
  readonly runSql: RunSql;
  readonly findGrounds: FindGrounds;
  /** By what a question is recognised. */
  readonly formOf: FormOf;
  /** What the data say of each custodian; empty before the first import. */
  readonly custodians: () => Promise<readonly CustodianStatus[]>;
  /** How the server of the store is used; null: it is embedded. */
  readonly storeServer: () => Promise<StoreServerStatus | null>;
  /** Questions to begin with, for somebody who sees these accounts. */
  readonly examples: (view: readonly CatalogAccount[], catalog: Catalog) => readonly string[];
  close(): Promise<void>;
}
