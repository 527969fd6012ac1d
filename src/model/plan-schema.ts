import { z } from 'zod';
import { DIMENSIONS, METRICS } from './index.ts';
import { parseDay, type Day } from '../vocabulary/day.ts';
import {
  ATTRIBUTE_DIMENSIONS,
  COMPARISONS,
  DERIVATIONS,
  ENTITY_DIMENSIONS,
  SUBJECTS,
  type Dimension,
  type Plan,
} from '../vocabulary/plan.ts';

/** A Plan as it comes from outside: over HTTP, from somebody who settled a question by hand, or from a model. */

const METRIC_NAMES = [...METRICS.keys()];
const DIMENSION_NAMES: readonly Dimension[] = [...DIMENSIONS.keys()];
const NAMES_MAX = 20;
const VALUES_MAX = 200;
const PLACE_MAX = 1_000;

const metric = z.enum(METRIC_NAMES);
const dimension = z.enum(DIMENSION_NAMES);
const text = z.string().max(200);
const decimal = z.string().regex(/^-?\d{1,20}(\.\d{1,12})?$/);
const comparison = z.enum(COMPARISONS);
const day = z.iso.date().transform((value, context): Day => {
  const parsed = parseDay(value);
  if (parsed !== null) return parsed;
  context.addIssue('a day that exists, such as 2026-03-31');
  return z.NEVER;
});

const period = z.strictObject({ from: day.nullable(), to: day, label: text, pointInTime: z.boolean() });

const inFilter = z.strictObject({
  kind: z.literal('in'),
  dimension: z.enum([...ENTITY_DIMENSIONS, ...ATTRIBUTE_DIMENSIONS]),
  values: z.array(text.nullable()).max(VALUES_MAX),
  negated: z.boolean(),
});

const filter = z.discriminatedUnion('kind', [
  inFilter,
  z.strictObject({
    kind: z.literal('description'),
    contains: z.array(text).max(NAMES_MAX),
    negated: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('threshold'),
    field: z.enum(['amount', 'quantity', 'price', 'fee', 'tax', 'gain']),
    comparison,
    value: decimal,
    signed: z.literal(true).optional(),
  }),
  z.strictObject({ kind: z.literal('open'), negated: z.boolean() }),
  z.strictObject({ kind: z.literal('internal') }),
  z.strictObject({ kind: z.literal('during'), event: z.enum(['opened', 'closed', 'acquired']) }),
  z.strictObject({
    kind: z.literal('without'),
    rows: z.enum(['transactions', 'holdings', 'findings', 'accounts']),
    of: z.array(inFilter).max(NAMES_MAX).optional(),
    negated: z.literal(true).optional(),
  }),
]);

/** The form of a Plan, every part of it. */
export const PLAN_SHAPE = z.strictObject({
  subject: z.enum(SUBJECTS),
  metrics: z.array(metric).max(NAMES_MAX),
  by: z.array(dimension).max(4),
  where: z.array(filter).max(NAMES_MAX),
  periods: z.array(period).min(1).max(NAMES_MAX),
  having: z
    .array(z.strictObject({ metric, comparison, value: decimal, size: z.literal(true).optional() }))
    .max(NAMES_MAX),
  order: z.strictObject({ by: text, direction: z.enum(['asc', 'desc']) }).nullable(),
  limit: z.int().min(1).max(10_000).nullable(),
  place: z.int().min(2).max(PLACE_MAX).optional(),
  limitPer: z.array(dimension).max(4).optional(),
  shareOf: z.union([z.enum(['scope', 'group']), z.array(filter).max(NAMES_MAX)]).optional(),
  derive: z.enum(DERIVATIONS).nullable(),
  currency: z.string().length(3).nullable(),
});

/** The Plan that a value from outside is; null where it is none. */
export function readPlan(body: unknown): Plan | null {
  const { data } = PLAN_SHAPE.safeParse(body);
  if (data === undefined) return null;
  const { limitPer, place, shareOf, having, where, ...rest } = data;
  return {
    ...rest,
    where: where.map(exact),
    having: having.map(({ size, ...each }) => (size === undefined ? each : { ...each, size })),
    ...(place === undefined ? {} : { place }),
    ...(limitPer === undefined ? {} : { limitPer }),
    ...(shareOf === undefined ? {} : { shareOf: typeof shareOf === 'string' ? shareOf : shareOf.map(exact) }),
  };
}

type Filter = Plan['where'][number];

function exact(given: z.infer<typeof filter>): Filter {
  if (given.kind === 'without') {
    const { of, negated, ...rest } = given;
    return { ...rest, ...(of === undefined ? {} : { of }), ...(negated === undefined ? {} : { negated }) };
  }
  if (given.kind !== 'threshold') return given;
  const { signed, ...rest } = given;
  return signed === undefined ? rest : { ...rest, signed };
}
