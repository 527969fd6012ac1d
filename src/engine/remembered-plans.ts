import { LIMITS } from '../vocabulary/limits.ts';
import { Recent } from '../vocabulary/recent.ts';
import { accountsDigest } from './accounts-digest.ts';
import type { CatalogReader } from './catalog.ts';
import type { AnswerPlan, PlanAnswer, PlanRequest } from './outcome.ts';
import { viewMark } from './view-mark.ts';

/**
 * The same way from a Plan to an answer, which is gone once for everybody who may see the same: what was found lately is
 * given again, on the version of now or the one that the question was read on, as long as nothing that its asker can see
 * was published since (view-mark.ts). A change of somebody's accounts changes the key.
 */
export function rememberedPlans(answerPlan: AnswerPlan, catalog: CatalogReader): AnswerPlan {
  const recent = new Recent<PlanAnswer>(LIMITS.plans_remembered_max);
  return async (request, onStage) => {
    const seen = request.seen ?? (await catalog.current());
    const dataVersion = seen.version.id;
    const key = keyOf(request, viewMark(seen, request.actor.accounts));
    const known = recent.get(key);
    if (known) return { ...known, cached: true, dataVersion };
    const outcome = await answerPlan(request, onStage);
    const isSmall = outcome.kind === 'answer' && outcome.rows.length <= LIMITS.plans_remembered_rows_max;
    if (isSmall && outcome.dataVersion === dataVersion) recent.set(key, outcome);
    return outcome;
  };
}

/** All that an answer depends on; whether somebody still waits for it says nothing about it. */
function keyOf({ plan, actor, scope, today, locale }: PlanRequest, view: string): string {
  return JSON.stringify([view, plan, accountsDigest(actor.accounts), scope, today, locale ?? null]);
}
