import { z } from 'zod';
import { parseDay } from '../vocabulary/day.ts';
import type { Day } from '../vocabulary/day.ts';

/** Questions with the answers that they should get, a JSON object a line. docs/evaluation.md describes the form. */

const Cell = z.union([
  z.string(),
  z.number(),
  z.null(),
  /** Texts that all mean the same thing. */
  z.object({ any: z.array(z.string()).min(1) }),
]);
export type ExpectedCell = z.infer<typeof Cell>;

const ExpectedColumn = z.object({
  name: z.string().optional(),
  type: z
    .enum(['string', 'integer', 'number', 'money', 'percent', 'date', 'period', 'quantity'])
    .default('string'),
  /** Compared without its sign. */
  abs: z.boolean().default(false),
  optional: z.boolean().default(false),
});
export type ExpectedColumn = z.infer<typeof ExpectedColumn>;

const Expected = z.object({
  columns: z.array(ExpectedColumn),
  rows: z.array(z.array(Cell)),
  /** scalar: in the first row. set: the rows in any order. ordered: in this order. series: a row a period. */
  match: z.enum(['scalar', 'set', 'ordered', 'series']).default('set'),
  /** How far a figure may be off, for all types or for each. */
  tolerance: z.union([z.number(), z.record(z.string(), z.number())]).optional(),
  /** Whether further rows are as good. */
  extra: z.boolean().default(false),
});
export type Expected = z.infer<typeof Expected>;

const today = z.string().transform((text, context): Day => {
  const day = parseDay(text);
  if (day !== null) return day;
  context.addIssue({ code: 'custom', message: 'it is no day such as 2026-03-31' });
  return z.NEVER;
});

export const EvaluatedQuestion = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  question: z.string(),
  scope: z
    .object({
      account: z.string().optional(),
      accounts: z.array(z.string()).optional(),
      portfolio: z.string().optional(),
      client: z.string().optional(),
      advisor: z.string().optional(),
      as: z.string().optional(),
    })
    .default({}),
  today: today.optional(),
  category: z.string().default('other'),
  kind: z.enum(['answer', 'clarification', 'declined']),
  gold: Expected.optional(),
  /** Other answers that are as good. */
  also: z.array(Expected).default([]),
  reason: z.string().optional(),
  /** Other reasons that are as good. */
  reasons: z.array(z.string()).default([]),
  /** Questions with the same one are a dialogue, in their order. */
  conversation: z.union([z.string(), z.number()]).transform(String).optional(),
});
export type EvaluatedQuestion = z.infer<typeof EvaluatedQuestion>;
