import { z } from 'zod';
import { DIMENSIONS, METRICS } from '../../model/index.ts';
import {
  ATTRIBUTE_DIMENSIONS,
  COMPARISONS,
  DERIVATIONS,
  ENTITY_DIMENSIONS,
  SUBJECTS,
  type Dimension,
} from '../../vocabulary/plan.ts';

/**
 * What a language model may reply: a Plan in the model's vocabulary, with placeholders for names and amounts and with
 * periods in words, SQL where no Plan can say it, or that there is none. Every property is there; what is not meant is null. Bounds are checked
 * where the Plan is made of it, for a strict schema cannot say them.
 */
const METRIC_NAMES = [...METRICS.keys()];
const DIMENSION_NAMES: readonly Dimension[] = [...DIMENSIONS.keys()];

const metric = z.enum(METRIC_NAMES);
const dimension = z.enum(DIMENSION_NAMES);
const comparison = z.enum(COMPARISONS);

const inFilter = z.strictObject({
  kind: z.literal('in'),
  dimension: z.enum([...ENTITY_DIMENSIONS, ...ATTRIBUTE_DIMENSIONS]),
  values: z.array(z.string().nullable()),
  negated: z.boolean(),
});

const filter = z.union([
  inFilter,
  z.strictObject({ kind: z.literal('description'), contains: z.array(z.string()), negated: z.boolean() }),
  z.strictObject({
    kind: z.literal('threshold'),
    field: z.enum(['amount', 'quantity', 'price', 'fee', 'tax', 'gain']),
    comparison,
    value: z.string(),
    signed: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('open'), negated: z.boolean() }),
  z.strictObject({ kind: z.literal('internal') }),
  z.strictObject({ kind: z.literal('during'), event: z.enum(['opened', 'closed', 'acquired']) }),
  z.strictObject({
    kind: z.literal('without'),
    rows: z.enum(['transactions', 'holdings', 'findings', 'accounts']),
    of: z.array(inFilter),
    negated: z.boolean(),
  }),
]);

const period = z.strictObject({
  words: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
});

const plan = z.strictObject({
  kind: z.literal('plan'),
  subject: z.enum(SUBJECTS),
  metrics: z.array(metric),
  by: z.array(dimension),
  where: z.array(filter),
  periods: z.array(period),
  having: z.array(z.strictObject({ metric, comparison, value: z.string(), size: z.boolean() })),
  order: z.strictObject({ by: z.string(), direction: z.enum(['asc', 'desc']) }).nullable(),
  limit: z.int().nullable(),
  place: z.int().nullable(),
  limitPer: z.array(dimension),
  shareOf: z.union([z.enum(['scope', 'group']), z.array(filter)]).nullable(),
  derive: z.enum(DERIVATIONS).nullable(),
  currency: z.string().nullable(),
});

const query = z.strictObject({ kind: z.literal('query'), sql: z.string() });

const none = z.strictObject({
  kind: z.literal('none'),
  reason: z.enum(['out_of_scope', 'advice', 'no_data', 'unsafe', 'not_understood']),
});

export const DRAFT = z.strictObject({ reading: z.union([plan, query, none]) });
export type Reading = z.infer<typeof DRAFT>['reading'];
export type PlanDraft = z.infer<typeof plan>;
export type FilterDraft = z.infer<typeof filter>;
export type InFilterDraft = z.infer<typeof inFilter>;

const { $schema: _, ...schema } = z.toJSONSchema(DRAFT, {
  target: 'draft-7',
  reused: 'ref',
  override: ({ jsonSchema }) => {
    // What a strict schema may not hold, and what is checked here anyway.
    delete jsonSchema.minimum;
    delete jsonSchema.maximum;
  },
});

/** The form that replies are asked for in. */
export const DRAFT_SHAPE = { name: 'reading', schema: { ...schema } } as const;

/** The reading in a reply's text; null where it is none. */
export function readDraft(text: string): Reading | null {
  try {
    return DRAFT.safeParse(JSON.parse(text)).data?.reading ?? null;
  } catch {
    return null;
  }
}
