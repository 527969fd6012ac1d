import { z } from 'zod';
import { CHART_TYPES } from '../vocabulary/answer.ts';

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const ColumnShape = z.object({
  name: z.string(),
  label: z.string(),
  type: z.enum(['string', 'integer', 'number', 'money', 'percent', 'date', 'period']),
  currency: z.string().nullish(),
});

export const TableShape = z.object({
  columns: z.array(ColumnShape),
  rows: z.array(z.array(cell)),
  cut: z.boolean(),
});

/** A statement's result, and what it cost in rows of the asker's own. */
export const SqlTableShape = TableShape.extend({
  cost: z.object({
    relations: z.array(z.object({ name: z.string(), rowsInReach: z.int() })),
    milliseconds: z.number(),
  }),
});

const base = {
  id: z.string(),
  text: z.string(),
  engine: z.enum(['offline', 'openai']),
  suggestions: z.array(z.string()),
  conversationId: z.string().nullable(),
  /** Milliseconds. */
  timings: z.object({ understand: z.number(), run: z.number(), total: z.number() }),
};

/** An answer as it goes over HTTP: the shape of vocabulary/answer.ts, for /openapi.json. */
export const AnswerShape = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('answer'),
    ...base,
    plainText: z
      .string()
      .optional()
      .describe('the program’s own sentence, where a language model worded the text'),
    interpretation: z.object({
      metrics: z.array(z.string()),
      by: z.array(z.string()),
      where: z.array(z.string()),
      period: z.object({ from: z.iso.date().nullable(), to: z.iso.date(), label: z.string() }),
      text: z.string(),
    }),
    columns: z.array(ColumnShape),
    rows: z.array(z.array(cell)),
    chart: z
      .object({
        type: z.enum(CHART_TYPES),
        x: z.string(),
        y: z.array(z.string()),
        by: z.string().optional(),
      })
      .nullable(),
    sql: z.string(),
    parameters: z.array(cell),
    plan: z.record(z.string(), z.unknown()).nullable().describe('null for a free query'),
    freeQuery: z
      .literal(true)
      .optional()
      .describe('a language model wrote the SQL, for no plan can say what was asked'),
    cached: z.boolean(),
    asOf: z.iso.date(),
    dataVersion: z.string(),
    caveats: z.array(z.string()),
    verified: z
      .object({ id: z.string(), by: z.string(), at: z.string() })
      .optional()
      .describe('who settled what the question means'),
  }),
  z.object({
    kind: z.literal('clarification'),
    ...base,
    choices: z.array(
      z.object({
        label: z.string(),
        question: z.string(),
        figure: z.string().optional().describe('what it would be answered with, where that is one figure'),
      }),
    ),
  }),
  z.object({
    kind: z.literal('declined'),
    ...base,
    reason: z.enum(['out_of_scope', 'advice', 'not_permitted', 'no_data', 'unsafe', 'not_understood']),
  }),
  z.object({ kind: z.literal('error'), ...base, code: z.string() }),
]);
