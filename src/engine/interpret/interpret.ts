import type { YearStarts } from '../understand/calendar/year-starts.ts';
import type { Interpreter } from '../../interpreter/port.ts';
import type { Turn } from '../../vocabulary/conversation.ts';
import type { Exchange, ModelMessage } from '../../vocabulary/exchange.ts';
import { LIMITS } from '../../vocabulary/limits.ts';
import type { Plan } from '../../vocabulary/plan.ts';
import { asProblem, type Problem } from '../../vocabulary/problem.ts';
import type { Question, Stage } from '../../vocabulary/question.ts';
import type { SqlDialect } from '../../store/dialect.ts';
import type { Catalog } from '../catalog.ts';
import { vocabularyOf } from '../offer/vocabulary.ts';
import type { PlanOutcome, QueryAnswer } from '../outcome.ts';
import type { Reach } from '../resolve/reach.ts';
import type { AnswerQuery } from '../query/answer-query.ts';
import { relevantPart } from './relevant-part.ts';
import { closestExamples } from '../verified/recognise.ts';
import type { VerifiedQuestion } from '../../vocabulary/verified.ts';
import type { Understanding } from '../understand/understand.ts';
import { EXAMPLES, SENTENCES } from '../understand/words.ts';
import { DRAFT_SHAPE, readDraft, type Reading } from './draft.ts';
import { instructions } from './instructions.ts';
import { type DraftContext, type DraftedPlan, planFromDraft } from './plan-from-draft.ts';
import { queryFromDraft } from './query-from-draft.ts';
import { sent } from './exchange.ts';
import type { Wording } from './wording.ts';
import { createVeil, type Veil } from './veil.ts';

export interface InterpretRequest {
  readonly question: Question;
  readonly catalog: Catalog;
  readonly reach: Reach;
  readonly turns: readonly Turn[];
  /** The closest of them that name nobody are shown to the model as examples. */
  readonly verified: readonly VerifiedQuestion[];
  readonly stop?: AbortSignal;
  /** The rest of the corridor. */
  readonly answer: (plan: Plan) => Promise<PlanOutcome>;
  readonly onStage: (stage: Stage) => void;
  /** Hears of everything that was sent, whatever came of it. */
  readonly onExchange: (exchange: Exchange) => void;
}

export type Interpreted =
  /** `plan` null: by a free query. */
  | { readonly kind: 'outcome'; readonly plan: Plan | null; readonly outcome: PlanOutcome | QueryAnswer }
  | { readonly kind: 'said'; readonly understanding: Exclude<Understanding, { kind: 'plan' }> };

/**
 * Reads a question with a language model, and answers it by the way of every Plan. The model sees the question with
 * its names and amounts hidden, the vocabulary and the last plan of the dialogue; no result. A plan that means nothing
 * goes back to it with the reason, a time or two. Rejects with the interpreter's Problems.
 */
export type Interpret = (request: InterpretRequest) => Promise<Interpreted>;

/** What reading with a language model takes. */
export interface InterpretParts {
  readonly interpreter: Interpreter;
  /** The store's: queries are written in it. */
  readonly dialect: Pick<SqlDialect, 'name'>;
  readonly answerQuery: AnswerQuery;
  /** Null where no result may be sent. */
  readonly wording: Wording | null;
  readonly now: () => Date;
  /** When fiscal and tax years begin; by default with the calendar's. */
  readonly yearStarts?: YearStarts;
}
export function createInterpret(parts: InterpretParts): Interpret {
  return async (request) => {
    const { stop, question } = request;
    const { user } = question.actor;
    const veil = createVeil(request.catalog, request.reach);
    const vocabulary = vocabularyOf(request.catalog, request.question.today);
    const messages: ModelMessage[] = [
      ...instructions(vocabulary, parts.dialect.name),
      { role: 'user', content: task(request, veil) },
    ];
    let failed: Problem | null = null;
    for (let drafts = 1; drafts <= LIMITS.model_drafts_per_question_max; drafts += 1) {
      const asked = { user, messages, shape: DRAFT_SHAPE, ...(stop ? { stop } : {}) };
      const reply = await sent(parts, asked, veil, request.onExchange);
      const reading = readDraft(reply);
      const judged = await judge(reading, { ...parts, ...request, veil, vocabulary });
      if (judged.kind !== 'wrong') return worded(judged, parts.wording, request, veil);
      failed = judged.failed ?? null;
      messages.push({ role: 'assistant', content: reply }, { role: 'user', content: judged.why });
    }
    return said(
      'not_understood',
      failed === null
        ? 'The language model’s readings of this cannot be computed. Please put it another way, for example like these.'
        : `The language model’s queries for this failed. ${failed.message} Please put it another way, for example like these.`,
    );
  };
}

function task({ question: { text, today }, turns, verified }: InterpretRequest, veil: Veil): string {
  const last = turns.at(-1);
  const examples = closestExamples(verified, text, LIMITS.model_examples_max);
  const hidden = veil.hide(text);
  return [
    relevantPart([hidden, ...(last === undefined ? [] : [veil.hide(last.question)])].join(' ')),
    `Today is ${today}.`,
    ...examples.map(
      ({ question, plan }) =>
        `For example, ${JSON.stringify(veil.hide(question))} means ${JSON.stringify(veil.hidePlan(plan))}.`,
    ),
    ...(last?.plan
      ? [
          `The question before, ${JSON.stringify(veil.hide(last.question))}, meant ${JSON.stringify(veil.hidePlan(last.plan))}.`,
        ]
      : []),
    `The question: ${JSON.stringify(hidden)}`,
  ].join('\n');
}

/** The answer in the model's words, where the installation sends results for that and the words may be shown. */
async function worded(
  read: Interpreted,
  wording: Wording | null,
  { question, catalog, stop, onExchange }: InterpretRequest,
  veil: Veil,
): Promise<Interpreted> {
  if (wording === null || read.kind !== 'outcome' || read.outcome.kind !== 'answer') return read;
  const { outcome } = read;
  const currency = catalog.version.firmCurrency;
  const text = await wording({
    question,
    answer: outcome,
    veil,
    currency,
    onExchange,
    ...(stop ? { stop } : {}),
  });
  return text === null ? read : { ...read, outcome: { ...outcome, text, plainText: outcome.text } };
}

type Judged =
  | Interpreted
  | {
      readonly kind: 'wrong';
      /** For the model: it names nobody. */
      readonly why: string;
      /** What came of its query, where it was one. */
      readonly failed?: Problem;
    };

/** A question with what a reading of it is made a plan or a query with. */
interface JudgeContext extends InterpretRequest, Pick<DraftContext, 'veil' | 'vocabulary' | 'yearStarts'> {
  readonly answerQuery: AnswerQuery;
}

async function judge(reading: Reading | null, context: JudgeContext): Promise<Judged> {
  if (reading === null)
    return { kind: 'wrong', why: 'That is not JSON of the form given; reply in it alone.' };
  if (reading.kind === 'none') {
    const { reason } = reading;
    return reason === 'not_understood' ? said(reason, NOT_UNDERSTOOD) : said(reason, SENTENCES[reason]);
  }
  if (reading.kind === 'query') return judgeQuery(reading.sql, context);
  const drafted = planFromDraft(reading, { ...context, today: context.question.today });
  if (drafted.kind === 'unknown_name') return said('not_permitted', SENTENCES.not_permitted);
  if (drafted.kind === 'wrong') return drafted;
  const [first, ...others] = drafted.plans;
  if (!first) return said('not_permitted', SENTENCES.not_permitted);
  if (others.length > 0)
    return { kind: 'said', understanding: whichOne(context.question.text, drafted.plans) };
  const outcome = await context.answer(first.plan);
  if (outcome.kind === 'declined' && outcome.reason === 'not_understood')
    return { kind: 'wrong', why: context.veil.hide(outcome.text) };
  return { kind: 'outcome', plan: first.plan, outcome };
}

/** A query that does not pass the guard, or that the store cannot run, goes back with the reason. */
async function judgeQuery(
  text: string,
  { veil, vocabulary, answerQuery, question, stop, onStage }: JudgeContext,
): Promise<Judged> {
  const drafted = queryFromDraft(text, veil, vocabulary);
  switch (drafted.kind) {
    case 'unknown_name':
      return said('not_permitted', SENTENCES.not_permitted);
    case 'ambiguous_name':
      return said(
        'not_understood',
        `Several things are called “${drafted.text}”. Please name the one that you mean in full, for example like these.`,
      );
    case 'wrong':
      return drafted;
    case 'sql':
      break;
  }
  const { text: asked, actor, scope, locale } = question;
  const request = {
    sql: drafted.sql,
    question: asked,
    actor,
    scope,
    ...(locale ? { locale } : {}),
    ...(stop ? { stop } : {}),
  };
  try {
    return { kind: 'outcome', plan: null, outcome: await answerQuery(request, onStage) };
  } catch (thrown) {
    const failed = asProblem(thrown);
    if (!failed.code.startsWith('sql_')) throw thrown;
    return { kind: 'wrong', why: `That query failed: ${failed.message}`, failed };
  }
}

const NOT_UNDERSTOOD =
  'Neither the offline engine nor the language model understood that. Please put it another way, for example like these.';

function said(reason: 'not_understood' | keyof typeof SENTENCES, text: string): Interpreted {
  return { kind: 'said', understanding: { kind: 'declined', reason, text, suggestions: EXAMPLES } };
}

/** One name, several things: the asker says which. */
function whichOne(text: string, plans: readonly DraftedPlan[]): Exclude<Understanding, { kind: 'plan' }> {
  const choices = plans.flatMap(({ plan, chosen }) =>
    chosen === null
      ? []
      : [
          {
            label: chosen.candidate.label,
            question: text.replace(chosen.text, chosen.candidate.label),
            plan,
          },
        ],
  );
  return {
    kind: 'clarification',
    text: 'Which of these do you mean?',
    choices,
    plan: plans[0]?.plan ?? null,
  };
}
