import { type AdmissionGauges, admissionObserver } from './metrics/admission.ts';
import { type AnswerObserver, answerObserver } from './metrics/answers.ts';
import { type CacheObserver, cacheObserver } from './metrics/cache.ts';
import { signInObserver } from './metrics/custody.ts';
import { etlObserver } from './metrics/etl.ts';
import { type HttpObserver, httpObserver } from './metrics/http.ts';
import { ALL_METRICS } from './metrics/index.ts';
import { type BudgetGauge, budgetGauge, type ModelObserver, modelObserver } from './metrics/model.ts';
import { QUEUE } from './metrics/queue.ts';
import { guardObserver, storeObserver, type StoreObserver } from './metrics/store.ts';
import { createRegistry, type Registry, type RegistryParts } from './registry.ts';

/** What each room reports to, and the page on which it is read. */
export interface Metrics {
  readonly registry: Registry;
  readonly http: HttpObserver;
  readonly admission: AdmissionGauges;
  readonly answers: AnswerObserver;
  readonly etl: ReturnType<typeof etlObserver>;
  readonly signIns: (outcome: 'signed_in' | 'refused') => void;
  readonly guard: (origin: string, outcome: string) => void;
  /** These parts are not in every installation: what is not there shows no metric. */
  readonly store: (reads_max: number) => StoreObserver;
  readonly cache: () => CacheObserver;
  readonly model: () => ModelObserver;
  readonly budget: BudgetGauge;
  /** A job is put back to be tried again. */
  readonly jobRetried: () => void;
}

export function createMetrics(parts: RegistryParts = {}): Metrics {
  const registry = createRegistry(ALL_METRICS, parts);
  const budget = budgetGauge(registry);
  return {
    registry,
    http: httpObserver(registry),
    admission: admissionObserver(registry),
    answers: answerObserver(registry),
    etl: etlObserver(registry, () => performance.now()),
    signIns: signInObserver(registry),
    guard: guardObserver(registry),
    store: (reads_max) => storeObserver(registry, reads_max),
    cache: () => cacheObserver(registry),
    model: () => modelObserver(registry, budget),
    budget,
    jobRetried: () => registry.add(QUEUE.retries, {}),
  };
}
