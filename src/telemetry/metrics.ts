import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Spend } from '../vocabulary/usage.ts';

/** What is measured. Every label comes from a closed set, so the number of series never grows with the data. */
export interface Metrics {
  /** `route`: a template of ours, or 'none'. */
  request(route: string, method: string, status: number, seconds: number): void;
  /** `outcome`: an answer's kind. */
  asked(outcome: string, seconds: number): void;
  stage(stage: string, seconds: number): void;
  run(status: string, seconds: number): void;
  /** `outcome`: 'done' or a problem's code. */
  storeRead(outcome: string, seconds: number): void;
  /** `outcome`: 'hit', 'miss' or 'passed' (not to be kept). */
  cacheRead(outcome: string): void;
  /** `outcome`: 'replied' or a problem's code. */
  modelCall(outcome: string, spend: Spend): void;
  /** The shares of the firm's budgets that are used today; null: no such budget. */
  modelBudget(tokens: number | null, money: number | null): void;
  /** The Prometheus text exposition. */
  page(): Promise<string>;
  readonly contentType: string;
}

const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const STAGE_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const RUN_SECONDS = [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'askfolio_' });
  const registers = [registry];
  const requests = new Histogram({
    name: 'askfolio_http_request_seconds',
    help: 'HTTP requests by route template, method and class of status',
    labelNames: ['route', 'method', 'status_class'],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const asked = new Histogram({
    name: 'askfolio_ask_seconds',
    help: 'Questions from asked to answered, by the kind of the answer',
    labelNames: ['outcome'],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const stages = new Histogram({
    name: 'askfolio_ask_stage_seconds',
    help: 'The steps of an answer',
    labelNames: ['stage'],
    buckets: STAGE_SECONDS,
    registers,
  });
  const runs = new Histogram({
    name: 'askfolio_etl_run_seconds',
    help: 'Runs of the pipeline by how they ended',
    labelNames: ['status'],
    buckets: RUN_SECONDS,
    registers,
  });
  const reads = new Histogram({
    name: 'askfolio_store_read_seconds',
    help: 'Reads of the product store by outcome',
    labelNames: ['outcome'],
    buckets: STAGE_SECONDS,
    registers,
  });
  const cacheReads = new Counter({
    name: 'askfolio_cache_reads_total',
    help: 'Reads that may be kept, by whether they were found in the cache',
    labelNames: ['outcome'],
    registers,
  });
  const modelCalls = new Counter({
    name: 'askfolio_model_calls_total',
    help: 'Calls of the language model by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const modelTokens = new Counter({
    name: 'askfolio_model_tokens_total',
    help: 'Tokens that the language model took: input, of it cached_input, and output',
    labelNames: ['kind'],
    registers,
  });
  const modelCost = new Counter({
    name: 'askfolio_model_cost_total',
    help: 'What the language model cost, in the currency of its prices',
    registers,
  });
  const modelBudgetUsed = new Gauge({
    name: 'askfolio_model_budget_used_ratio',
    help: 'How much of the firm’s budgets for the language model is used today',
    labelNames: ['budget'],
    registers,
  });
  const problems = new Counter({
    name: 'askfolio_http_server_errors_total',
    help: 'HTTP requests that failed on our side',
    labelNames: ['route'],
    registers,
  });
  return {
    request: (route, method, status, seconds) => {
      requests.observe({ route, method, status_class: `${Math.floor(status / 100)}xx` }, seconds);
      if (status >= 500) problems.inc({ route });
    },
    asked: (outcome, seconds) => asked.observe({ outcome }, seconds),
    stage: (stage, seconds) => stages.observe({ stage }, seconds),
    run: (status, seconds) => runs.observe({ status }, seconds),
    storeRead: (outcome, seconds) => reads.observe({ outcome }, seconds),
    cacheRead: (outcome) => cacheReads.inc({ outcome }),
    modelCall: (outcome, { input, cachedInput, output, nanos }) => {
      modelCalls.inc({ outcome });
      modelTokens.inc({ kind: 'input' }, input);
      modelTokens.inc({ kind: 'cached_input' }, cachedInput);
      modelTokens.inc({ kind: 'output' }, output);
      modelCost.inc(nanos / 1e9);
    },
    modelBudget: (tokens, money) => {
      if (tokens !== null) modelBudgetUsed.set({ budget: 'tokens' }, tokens);
      if (money !== null) modelBudgetUsed.set({ budget: 'money' }, money);
    },
    page: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
