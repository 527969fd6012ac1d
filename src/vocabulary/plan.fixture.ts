import type { Plan } from './plan.ts';

/** A plan that asks for nothing but what it is told to. */
export function planOf(more: Partial<Plan>): Plan {
  return {
    subject: 'figures',
    metrics: [],
    by: [],
    where: [],
    periods: [],
    having: [],
    order: null,
    limit: null,
    derive: null,
    currency: null,
    ...more,
  };
}
