import type { Settings } from '../config.ts';
import type { Engine } from '../desk/engine.ts';
import type { EngineRecords } from '../desk/installation.ts';
import type { Interpret, InterpretParts } from '../engine/interpret/interpret.ts';
import type { Interpreter } from '../interpreter/port.ts';
import type { Records } from '../state/records.ts';
import type { Store } from '../store/port.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { newAnswerId } from './answer-ids.ts';
import { isCaching, withCache } from './cache.ts';
import { following } from './following.ts';
import { clock } from './clocks.ts';
import { openInterpreter } from './model.ts';
import { readsAtOnce, type StoreParts } from './store.ts';
import type { Watchers } from './watchers.ts';

/** What an engine is opened with. */
interface EngineOrder {
  readonly settings: Settings;
  readonly records: Pick<Records, 'keys' | 'now'>;
  /** Gives the store that is being opened, or begins to open it. */
  readonly startStore: () => Promise<StoreParts>;
  readonly kept: EngineRecords;
  readonly watchers: Watchers | null;
  readonly onTrouble: (error: unknown) => void;
}

/** The engine over the product store, with the cache in front of the store and the language model where there is one. */
export async function openEngine(order: EngineOrder): Promise<Engine> {
  const { settings, kept, watchers, onTrouble } = order;
  const { now } = order.records;
  const { conversations, exchanges } = kept;
  const { opening, reseal, guard: bareGuard, dialect, standing } = await order.startStore();
  try {
    // Loaded while the store opens.
    const { observedGuard } = await import('../guard/observed-guard.ts');
    const observed = watchers ? observedGuard(bareGuard, watchers.metrics.guard) : bareGuard;
    const guard = await following(watchers).guard(observed);
    const { guardCatalog, createCatalogReader } = await import('../engine/catalog.ts');
    const catalogStatements = guardCatalog(guard);
    const { createFigures } = await import('../engine/figures.ts');
    const { createCustodianFacts } = await import('../engine/custodian-facts.ts');
    const { createFindGrounds } = await import('../engine/grounds.ts');
    const { createAnswerPlan } = await import('../engine/answer-plan.ts');
    const { createAsk } = await import('../engine/ask.ts');
    const { rememberedPlans } = await import('../engine/remembered-plans.ts');
    const { createFormOf } = await import('../engine/verified/recognise.ts');
    const { createAnswerQuery } = await import('../engine/query/answer-query.ts');
    const { createRunSql } = await import('../desk/run-sql.ts');
    const { exampleQuestions } = await import('../desk/examples.ts');
    const store = await inFrontOf(await opening, order);
    const catalog = createCatalogReader({ store, statements: catalogStatements });
    const parts = { store, guard, catalog, dialect, riskFree: settings.riskFreeRate };
    const interpreter = await openInterpreter(settings, kept.usage, now, watchers);
    const answerPlan = createAnswerPlan(parts);
    const yearStarts = { fiscal: settings.fiscalYearStart, tax: settings.taxYearStart };
    const remembers = isCaching(settings, watchers);
    const answerQuery = createAnswerQuery(parts);
    return {
      store,
      reseal,
      catalog,
      answerPlan,
      answerQuery,
      ask: createAsk({
        catalog,
        answerPlan: remembers ? rememberedPlans(answerPlan, catalog) : answerPlan,
        remembers,
        conversations,
        verified: () => kept.verified.all(),
        keepExchanges: (user, answer, sent) => exchanges.keep(user, answer, sent),
        interpret:
          interpreter &&
          (await interpretBy(interpreter, settings, now, { dialect, answerQuery, yearStarts })),
        newId: newAnswerId,
        now,
        yearStarts,
        clock,
        onTrouble,
      }),
      figures: createFigures(parts),
      findGrounds: createFindGrounds(parts),
      formOf: createFormOf({ catalog, yearStarts }),
      custodians: createCustodianFacts(parts),
      storeServer: standing,
      runSql: createRunSql({ guard, store, catalog, clock }),
      examples: exampleQuestions,
      close: async () => {
        guard.close();
        await store.close();
      },
    };
  } catch (error) {
    bareGuard.close();
    await opening.then((store) => store.close()).catch(() => undefined);
    throw error;
  }
}

/** How questions are read by the language model; loaded only where there is one. */
async function interpretBy(
  interpreter: Interpreter,
  { modelWording }: Settings,
  now: () => Date,
  parts: Pick<InterpretParts, 'dialect' | 'answerQuery' | 'yearStarts'>,
): Promise<Interpret> {
  const { createInterpret } = await import('../engine/interpret/interpret.ts');
  const { createWording } = await import('../engine/interpret/wording.ts');
  const wording = modelWording === 'on' ? createWording({ interpreter, now }) : null;
  return createInterpret({ ...parts, interpreter, wording, now });
}

/** The store, timed and with the cache in front; what was kept is checked on its way out like what was read. */
async function inFrontOf(
  opened: Store,
  { settings, records: { keys }, watchers }: EngineOrder,
): Promise<Store> {
  const { checkedStore } = await import('../store/checked-store.ts');
  const { timedStore } = await import('../store/timed-store.ts');
  const reads_max = readsAtOnce(settings) + LIMITS.store_waiting_reads_max;
  const timed = watchers ? timedStore(opened, watchers.metrics.store(reads_max)) : opened;
  const followed = await following(watchers).store(timed);
  return checkedStore(await withCache(followed, settings, () => keys.newest('cache'), watchers));
}
