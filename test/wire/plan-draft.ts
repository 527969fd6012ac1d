import type { PlanDraft } from '../../src/engine/interpret/draft.ts';

/** The plan that says the least, as a language model drafts it. */
export const PLAIN_DRAFT: PlanDraft = {
  kind: 'plan',
  subject: 'figures',
  metrics: ['market_value'],
  by: [],
  where: [],
  periods: [],
  having: [],
  order: null,
  limit: null,
  place: null,
  limitPer: [],
  shareOf: null,
  derive: null,
  currency: null,
};
