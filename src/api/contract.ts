import { z } from 'zod';
import { FEEDBACK_REASONS } from '../vocabulary/feedback.ts';
import { LIMITS } from '../vocabulary/limits.ts';

/** What goes over HTTP under /api/v1. The page imports only the types of this file. */

const id = z.string().min(1).max(200);

export const AskBody = z.strictObject({
  question: z.string(),
  scope: z
    .strictObject({
      accounts: z.array(id).max(10_000).optional(),
      portfolio: id.optional(),
      client: id.optional(),
    })
    .optional(),
  conversationId: z.uuid().nullish(),
  today: z.iso.date().optional(),
  /** What the question means, settled by hand: a plan as an answer carries it, changed. The words are not read then. */
  plan: z.record(z.string(), z.unknown()).optional(),
  /** The id of the conversation's answer whose place this one takes. */
  revises: id.optional(),
  /** With a stream: an id of the asker's choice, under which `/ask/:id` goes on with the answer after a cut line. */
  resumeAs: z.uuid().optional(),
});
export type AskBody = z.infer<typeof AskBody>;

/**
 * The events of a streamed answer, in order: `stage` (its name), then the parts as they come: `text`, `table`
 * (columns and rows), `chart`; last `answer` (the whole answer object) or `problem`.
 */
export const ASK_EVENTS = ['stage', 'text', 'table', 'chart', 'answer', 'problem'] as const;

export const Me = z.object({
  user: z.string(),
  name: z.string(),
  role: z.string(),
  /** What the person may do now (vocabulary/scope.ts). */
  rights: z.array(z.string()),
  /** The installation's own calendar day, and the last day of the data. */
  today: z.iso.date(),
  asOf: z.iso.date().nullable(),
  examples: z.array(z.string()),
});
export type Me = z.infer<typeof Me>;

export const AccountInView = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string().nullable(),
  currency: z.string(),
  portfolioId: z.string(),
  clientId: z.string(),
  custodian: z.string(),
  open: z.boolean(),
});
export type AccountInView = z.infer<typeof AccountInView>;

export const PortfolioInView = z.object({
  id: z.string(),
  name: z.string(),
  clientId: z.string(),
  currency: z.string(),
  accounts: z.int(),
});
export type PortfolioInView = z.infer<typeof PortfolioInView>;

export const ClientInView = z.object({
  id: z.string(),
  name: z.string(),
  advisorId: z.string().nullable(),
  portfolios: z.int(),
});
export type ClientInView = z.infer<typeof ClientInView>;

export const ConversationSummary = z.object({
  id: z.uuid(),
  title: z.string(),
  turns: z.int(),
  updatedAt: z.iso.datetime(),
});
export type ConversationSummary = z.infer<typeof ConversationSummary>;

export const ShareBody = z.strictObject({
  /** The sign-in name of a colleague. */
  user: id,
});

export const SharedEntryShape = z.object({
  id: z.uuid(),
  by: z.object({ user: z.string(), name: z.string() }),
  title: z.string().nullable(),
  turns: z.int(),
  updatedAt: z.string(),
});

export const SqlBody = z.strictObject({
  sql: z.string(),
  accounts: z.array(id).max(10_000).optional(),
  currency: z.string().length(3).optional(),
  /** true: only what the statement would read; it is judged, and not run. */
  explain: z.boolean().optional(),
});
export type SqlBody = z.infer<typeof SqlBody>;

/** RFC 9457; `type` is `urn:askfolio:problem:<code>`. */
export const ProblemDocument = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
});
export type ProblemDocument = z.infer<typeof ProblemDocument>;

const dimensionName = z.string();

/** What the parts of an understood question can be exchanged for. */
export const VocabularyShape = z.object({
  metrics: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      description: z.string(),
      groups: z.array(dimensionName),
    }),
  ),
  dimensions: z.array(
    z.object({
      name: dimensionName,
      label: z.string(),
      kind: z.enum(['entity', 'attribute', 'time']),
      values: z.array(z.string()),
    }),
  ),
  periods: z.array(
    z.object({
      from: z.iso.date().nullable(),
      to: z.iso.date(),
      label: z.string(),
      pointInTime: z.boolean(),
    }),
  ),
});

export const CompletionShape = z.object({
  text: z.string(),
  kind: z.enum(['figure', 'group', 'value', 'period', 'name']),
  hint: z.string(),
});

/** The files that an answer can be taken as. */
export const EXPORT_FORMATS = ['csv', 'xlsx', 'svg', 'png', 'pdf'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const FeedbackBody = z.strictObject({
  verdict: z.enum(['up', 'down']),
  reason: z.enum(FEEDBACK_REASONS).nullish(),
  comment: z.string().max(LIMITS.feedback_comment_chars_max).optional(),
});
export type FeedbackBody = z.infer<typeof FeedbackBody>;

export const VerifiedBody = z.strictObject({
  /** The id of an answer that one can explain. */
  answer: id,
  plan: z.record(z.string(), z.unknown()).optional(),
});
export type VerifiedBody = z.infer<typeof VerifiedBody>;

export const SavedBody = z.strictObject({
  title: z.string().min(1).max(200),
  /** Absent: the title is the question. */
  question: z.string().min(1).max(LIMITS.question_chars_max).optional(),
  scope: AskBody.shape.scope,
  plan: AskBody.shape.plan.nullable(),
  /** Send its answer after data were published, at the most so often. */
  every: z.enum(['publish', 'day', 'week', 'month']).nullish(),
  /** An alert in words: 'tell me when cash is above 5 %', 'when a custodian has not delivered by 7'. It takes the place of question and plan. */
  words: z.string().max(500).nullish(),
  webhook: z.string().max(500).nullish(),
  email: z.string().max(300).nullish(),
});
export type SavedBody = z.infer<typeof SavedBody>;

/** A saved question: the shape of vocabulary/saved-question.ts. */
export const SavedShape = z.object({
  id: z.uuid(),
  user: z.string(),
  title: z.string(),
  question: z.string(),
  scope: z.record(z.string(), z.unknown()),
  plan: z.record(z.string(), z.unknown()).nullable(),
  watch: z.record(z.string(), z.unknown()).nullable(),
  channels: z.object({ webhook: z.string().nullable(), email: z.string().nullable() }),
  createdAt: z.string(),
  last: z
    .object({ at: z.string(), state: z.string(), text: z.string(), toldAt: z.string().nullable() })
    .nullable(),
});
