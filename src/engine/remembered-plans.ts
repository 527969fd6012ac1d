import { LIMITS } from '../vocabulary/limits.ts';
import { Recent } from '../vocabulary/recent.ts';
import { accountsDigest } from './accounts-digest.ts';
import type { CatalogReader } from './catalog.ts';
import type { AnswerPlan, PlanAnswer, PlanRequest } from './outcome.ts';

/**
 * The same way from a Plan to an answer, which is gone once for everybody who may see the same: what was found lately
 * is given again as long as its data version is the one of now, or was when the question was read. A change of somebody's accounts
 * changes the key.
 */
export function rememberedPlans(answerPlan: AnswerPlan, catalog: CatalogReader): AnswerPlan {
  const recent = new Recent<PlanAnswer>(LIMITS.plans_remembered_max);
  return async (request, onStage) => {
    const version = request.versionSeen ?? (await catalog.current()).version.id;
    const key = keyOf(request, version);
    const known = recent.get(key);
    if (known) return { ...known, cached: true };
    const outcome = await answerPlan(request, onStage);
    const isSmall = outcome.kind === 'answer' && outcome.rows.length <= LIMITS.plans_remembered_rows_max;
    if (isSmall && outcome.dataVersion === version) recent.set(key, outcome);
    return outcome;
  };
}

/** All that an answer depends on; whether somebody still waits for it says nothing about it. */
function keyOf({ plan, actor, scope, today, locale }: PlanRequest, version: string): string {
  return JSON.stringify([version, plan, accountsDigest(actor.accounts), scope, today, locale ?? null]);
}
