import { PROBLEMS } from '../../vocabulary/problem.ts';
import { counter, gauge, histogram } from '../declaration.ts';
import type { Registry } from '../registry.ts';

export const STORE = {
  reads: histogram({
    name: 'askfolio_store_read_seconds',
    unit: 'seconds',
    help: "Reads of the product store by outcome: 'done' or a problem's code",
    labels: { outcome: ['done', ...Object.keys(PROBLEMS)] },
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  }),
  publishes: histogram({
    name: 'askfolio_store_publish_seconds',
    unit: 'seconds',
    help: "Publishes of a new data version by outcome: 'done' or a problem's code",
    labels: { outcome: ['done', ...Object.keys(PROBLEMS)] },
    buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 1800],
  }),
  underWay: gauge({
    name: 'askfolio_store_reads_under_way',
    help: 'Reads that run or wait for their turn',
  }),
  room: gauge({
    name: 'askfolio_store_reads_max',
    help: 'How many reads may run and wait before more are refused as busy',
  }),
  up: gauge({
    name: 'askfolio_store_up',
    help: '1 while the product store tells its version, 0 while it does not',
  }),
  connections: gauge({
    name: 'askfolio_store_connections',
    help: 'Connections for reading that this process has at the database server',
    labels: { state: ['busy', 'idle'] },
    onlyWith: 'a store on a database server',
  }),
  behind: gauge({
    name: 'askfolio_store_replica_behind_seconds',
    unit: 'seconds',
    help: 'For how long the replica that is read has lacked a version that was published, 0 where it has the newest',
    onlyWith: 'a replica that is read',
  }),
  bytes: gauge({
    name: 'askfolio_store_size_bytes',
    unit: 'bytes',
    help: 'What the tables of the product store take at the database server, as the server counts it',
    onlyWith: 'a store on a database server',
  }),
  filled: gauge({
    name: 'askfolio_store_filled_ratio',
    unit: 'ratio',
    help: 'What the tables of the product store take at the database server by what they may take',
    onlyWith: 'a capacity of the database',
  }),
  guard: counter({
    name: 'askfolio_guard_judgements_total',
    help: "Statements that the guard judged, by who wrote them and by outcome: 'passed' or the reason it was refused",
    labels: {
      origin: ['generated', 'written'],
      outcome: ['passed', 'sql_refused', 'sql_invalid', 'sql_limit', 'not_permitted', 'internal'],
    },
  }),
} as const;

export interface StoreObserver {
  begun(): void;
  /** `outcome`: 'done' or a problem's code. */
  read(outcome: string, seconds: number): void;
  published(outcome: string, seconds: number): void;
}

export function storeObserver(registry: Registry, reads_max: number): StoreObserver {
  let underWay = 0;
  const count = (by: number): void => registry.set(STORE.underWay, {}, (underWay += by));
  count(0);
  registry.set(STORE.room, {}, reads_max);
  return {
    begun: () => count(1),
    read: (outcome, seconds) => {
      count(-1);
      registry.observe(STORE.reads, { outcome }, seconds);
    },
    published: (outcome, seconds) => registry.observe(STORE.publishes, { outcome }, seconds),
  };
}

/** Hears each judgement: who wrote the statement, and 'passed' or the reason for which it was refused. */
export function guardObserver(registry: Registry): (origin: string, outcome: string) => void {
  return (origin, outcome) => registry.add(STORE.guard, { origin, outcome });
}
