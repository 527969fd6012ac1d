import { randomUUID } from 'node:crypto';
import type { Settings } from '../config.ts';
import type { Engine } from '../desk/engine.ts';
import type { EngineRecords } from '../desk/installation.ts';
import type { Home } from '../home/home-folder.ts';
import type { KeyRing } from '../state/key-ring.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { withCache } from './cache.ts';
import { clock, now } from './clocks.ts';
import { openInterpreter } from './model.ts';
import { openStore } from './store.ts';
import type { Watchers } from './watchers.ts';

/** The engine over the product store, with the cache in front of the store and the language model where there is one. */
export async function openEngine(
  settings: Settings,
  home: Home,
  keys: KeyRing,
  { conversations, exchanges, usage }: EngineRecords,
  watchers: Watchers | null,
  onTrouble: (error: unknown) => void,
): Promise<Engine> {
  const { checkedStore } = await import('../store/checked-store.ts');
  const { timedStore } = await import('../store/timed-store.ts');
  const { observedGuard } = await import('../guard/observed-guard.ts');
  const { createCatalogReader } = await import('../engine/catalog.ts');
  const { createFigures } = await import('../engine/figures.ts');
  const { createCustodianFacts } = await import('../engine/custodian-facts.ts');
  const { createFindGrounds } = await import('../engine/grounds.ts');
  const { createAnswerPlan } = await import('../engine/answer-plan.ts');
  const { createAsk } = await import('../engine/ask.ts');
  const { createInterpret } = await import('../engine/interpret/interpret.ts');
  const { createRunSql } = await import('../desk/run-sql.ts');
  const { exampleQuestions } = await import('../desk/examples.ts');
  const { opened, guard: bareGuard, dialect } = await openStore(settings, home, keys);
  const reads_max = LIMITS.store_concurrent_reads_max + LIMITS.store_waiting_reads_max;
  const timed = watchers ? timedStore(opened, watchers.metrics.store(reads_max)) : opened;
  const guard = watchers ? observedGuard(bareGuard, watchers.metrics.guard) : bareGuard;
  // What was kept is checked on its way out like what was read.
  const store = checkedStore(await withCache(timed, settings, keys.newest('cache'), watchers));
  const catalog = createCatalogReader({ store, guard });
  const parts = { store, guard, catalog, dialect, riskFree: settings.riskFreeRate };
  const interpreter = await openInterpreter(settings, usage, watchers);
  const answerPlan = createAnswerPlan(parts);
  return {
    store,
    catalog,
    answerPlan,
    ask: createAsk({
      catalog,
      answerPlan,
      conversations,
      keepExchanges: (user, answer, sent) => exchanges.keep(user, answer, sent),
      interpret: interpreter && createInterpret({ interpreter, now }),
      newId: randomUUID,
      now,
      clock,
      onTrouble,
    }),
    figures: createFigures(parts),
    findGrounds: createFindGrounds(parts),
    custodians: createCustodianFacts(parts),
    runSql: createRunSql({ guard, store, catalog, clock }),
    examples: exampleQuestions,
    close: async () => {
      guard.close();
      await store.close();
    },
  };
}
