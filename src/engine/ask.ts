import type { Answer } from '../vocabulary/answer.ts';
import type { Conversations, KeptTurn } from '../vocabulary/conversation.ts';
import type { Plan } from '../vocabulary/plan.ts';
import { asProblem, Problem } from '../vocabulary/problem.ts';
import type { Ask, Question } from '../vocabulary/question.ts';
import { LIMITS } from '../vocabulary/limits.ts';
import { Recent } from '../vocabulary/recent.ts';
import type { Catalog, CatalogReader } from './catalog.ts';
import { withFigures } from './choice-figures.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import type { Interpret, Interpreted } from './interpret/interpret.ts';
import type { AnswerPlan, PlanOutcome } from './outcome.ts';
import { type QuestionToRead, readQuestion, turnsOf } from './read-question.ts';
import { recognise } from './verified/recognise.ts';
import type { VerifiedQuestion } from '../vocabulary/verified.ts';
import { reachOf } from './resolve/reach.ts';
import { reachOfAnswer } from './resolve/reach-of-answer.ts';
import { resolveScope } from './scope.ts';
import { stopwatch } from './stopwatch.ts';
import { CALENDAR_YEARS, type YearStarts } from './understand/calendar/year-starts.ts';
import type { Understanding } from './understand/understand.ts';
import { EXAMPLES, SENTENCES } from './understand/words.ts';

export interface AskParts {
  readonly catalog: CatalogReader;
  readonly answerPlan: AnswerPlan;
  readonly conversations: Conversations;
  /** Reads what the grammar cannot; null where no language model is set up. */
  readonly interpret?: Interpret | null;
  /** The questions whose meaning was settled for all who ask them. */
  readonly verified?: () => Promise<readonly VerifiedQuestion[]>;
  /** Keeps what was sent to the language model for an answer. */
  readonly keepExchanges?: (user: string, answerId: string, exchanges: readonly Exchange[]) => Promise<void>;
  /** A new answer's id. */
  readonly newId: () => string;
  readonly now: () => Date;
  /** When fiscal and tax years begin; by default with the calendar's. */
  readonly yearStarts?: YearStarts;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
  /** Whether how a question was understood is remembered for whoever asks the same. */
  readonly remembers?: boolean;
  /** Hears what went wrong inside, cause and all; the asker is told only that it did. */
  readonly onTrouble?: (error: unknown) => void;
}

/** Turns a question into an answer: understand → resolve → plan → compile → guard → run → check → explain. */
export function createAsk(parts: AskParts): Ask {
  const readings = parts.remembers ? new Recent<Understanding>(LIMITS.readings_remembered_max) : null;
  return async (question, onStage = () => undefined, stop) => {
    const watch = stopwatch(parts.clock);
    const made = await answered({ ...parts, readings, question, onStage, watch, stop, seen: null });
    const answer: Answer = {
      ...made.body,
      id: parts.newId(),
      engine: made.engine ?? 'offline',
      conversationId: question.conversationId,
      timings: watch.timings(),
    };
    const recorded = await recordedIn(parts, question, answer, made.exchanges ?? []);
    return stop?.aborted === true ? recorded : remembered(parts, question, made.plan, recorded);
  };
}

type OwnOfAnswer = 'id' | 'engine' | 'conversationId' | 'timings';
type Body = Answer extends infer A ? (A extends Answer ? Omit<A, OwnOfAnswer> : never) : never;

interface Made {
  readonly body: Body;
  readonly plan: Plan | null;
  readonly engine?: Answer['engine'];
  readonly exchanges?: readonly Exchange[];
}

/** One question on its way. */
interface Asking extends AskParts, QuestionToRead {
  readonly stop: AbortSignal | undefined;
  /** The catalog that was the one of now when the question was read; null once that is a while ago. */
  readonly seen: Catalog | null;
}

async function answered(asking: Asking): Promise<Made> {
  const { question, interpret } = asking;
  try {
    if (question.engine === 'openai' && !interpret) {
      throw new Problem(
        'usage',
        'No language model is set up here; set OPENAI_API_KEY or OPENAI_BASE_URL, or ask with the offline engine.',
      );
    }
    asking.onStage('understand');
    const { understood, seen } = await readQuestion(asking);
    const reading = { ...asking, seen };
    const verified = await byVerified(reading, understood);
    if (verified !== null) return verified;
    return interpret && wantsModel(question, understood)
      ? await byModel(asking, interpret, understood)
      : await byGrammar(reading, understood);
  } catch (thrown) {
    return { body: failed(thrown, asking.onTrouble), plan: null };
  }
}

/** Asked for alone, the model reads all but what is declined at sight; beside the grammar only what that did not read. */
function wantsModel({ engine, plan }: Question, understood: Understanding): boolean {
  if (plan || engine === 'offline') return false;
  if (understood.kind !== 'declined') return engine === 'openai';
  return understood.reason === 'not_understood';
}

async function byGrammar(asking: Asking, understood: Understanding): Promise<Made> {
  if (understood.kind !== 'plan') return { body: await spoken(asking, understood), plan: planOf(understood) };
  asking.onStage('plan');
  const { plan, repairs } = understood;
  const outcome = await outcomeOf(asking, plan);
  if (outcome.kind === 'declined') return { body: outcome, plan };
  const read = repairs.map(({ from, to }) => `I read “${from}” as “${to}”.`);
  return { body: { ...outcome, caveats: [...read, ...outcome.caveats] }, plan };
}

/** The answer of the verified question that means the same; null where none does, or its plan shows nothing here. */
async function byVerified(asking: Asking, understood: Understanding): Promise<Made | null> {
  const { question, catalog, verified, yearStarts = CALENDAR_YEARS } = asking;
  if (question.plan || question.engine === 'openai') return null;
  const known = (await verified?.()) ?? [];
  if (known.length === 0) return null;
  const current = await catalog.current();
  const reach = reachOf(resolveScope(question.actor, question.scope, current));
  const { text, today } = question;
  const recognised = recognise(known, understood, { text, today, catalog: current, reach, yearStarts });
  if (recognised === null) return null;
  const { plan, verified: same } = recognised;
  const made = await byGrammar(asking, {
    kind: 'plan',
    plan,
    repairs: understood.kind === 'plan' ? understood.repairs : [],
  });
  if (made.body.kind !== 'answer') return null;
  const { id, byName: by, at } = same;
  return { ...made, body: { ...made.body, verified: { id, by, at } } };
}

function outcomeOf(
  { question, stop, answerPlan, watch, onStage, seen }: Asking,
  plan: Plan,
): Promise<PlanOutcome> {
  const { actor, scope, today, locale } = question;
  return answerPlan(
    {
      plan,
      actor,
      scope,
      today,
      ...(locale ? { locale } : {}),
      ...(stop ? { stop } : {}),
      ...(seen === null ? {} : { seen }),
    },
    watch.running(onStage),
  );
}

/** Reads with the model; where that does not work, what the grammar made of it stands, with a sentence that says so. */
async function byModel(asking: Asking, interpret: Interpret, understood: Understanding): Promise<Made> {
  const { question, catalog, conversations, verified, stop, watch } = asking;
  const exchanges: Exchange[] = [];
  let read: Interpreted;
  try {
    const current = await catalog.current();
    const reach = reachOf(resolveScope(question.actor, question.scope, current));
    const turns = await turnsOf(conversations, question);
    const examples = (await verified?.()) ?? [];
    read = await watch.reading(() =>
      interpret({
        question,
        catalog: current,
        reach,
        turns,
        verified: examples,
        ...(stop ? { stop } : {}),
        answer: (plan) => outcomeOf(asking, plan),
        onStage: watch.running(asking.onStage),
        onExchange: (exchange) => exchanges.push(exchange),
      }),
    );
  } catch (thrown) {
    const problem = asProblem(thrown);
    if (!problem.code.startsWith('model_'))
      return { body: failed(thrown, asking.onTrouble), plan: null, exchanges };
    return { ...(await withoutModel(asking, understood, problem)), exchanges };
  }
  if (read.kind === 'outcome') return { body: read.outcome, plan: read.plan, engine: 'openai', exchanges };
  const { understanding } = read;
  const body = await spoken(asking, understanding);
  return { body, plan: planOf(understanding), engine: 'openai', exchanges };
}

async function withoutModel(asking: Asking, understood: Understanding, problem: Problem): Promise<Made> {
  const made = await byGrammar(asking, understood);
  const { body } = made;
  if (body.kind === 'answer') {
    const note = `${problem.message} The offline engine answered instead.`;
    return { ...made, body: { ...body, caveats: [note, ...body.caveats] } };
  }
  return { ...made, body: { ...body, text: `${body.text} ${problem.message}` } };
}

/** Records what was sent for an answer; without its record it is none. */
async function recordedIn(
  { keepExchanges, onTrouble }: AskParts,
  { actor }: Question,
  answer: Answer,
  exchanges: readonly Exchange[],
): Promise<Answer> {
  if (exchanges.length === 0) return answer;
  try {
    await keepExchanges?.(actor.user, answer.id, exchanges);
    return answer;
  } catch (thrown) {
    const { id, engine, conversationId, timings } = answer;
    return { ...failed(thrown, onTrouble), id, engine, conversationId, timings };
  }
}

/** Keeps the turn of a dialogue; a dialogue that cannot be kept makes the answer an error, not a silent loss. */
async function remembered(
  { conversations, catalog, now, onTrouble }: AskParts,
  question: Question,
  plan: Plan | null,
  answer: Answer,
): Promise<Answer> {
  const { actor, conversationId, text, scope, revises } = question;
  if (conversationId === null) return answer;
  try {
    const at = now().toISOString();
    const turn: KeptTurn = {
      question: text,
      scope,
      plan,
      answer,
      reach:
        answer.kind === 'answer' ? reachOfAnswer(question, plan, await catalog.current()) : actor.accounts,
      at,
      ...(revises === undefined ? {} : { revises }),
    };
    await conversations.append(actor.user, conversationId, turn);
    return answer;
  } catch (thrown) {
    const { id, engine, timings } = answer;
    return { ...failed(thrown, onTrouble), id, engine, conversationId, timings };
  }
}

async function spoken(asking: Asking, understood: Exclude<Understanding, { kind: 'plan' }>): Promise<Body> {
  if (understood.kind === 'clarification') {
    const { text } = understood;
    const figures = (plan: Plan): Promise<PlanOutcome> =>
      outcomeOf({ ...asking, onStage: () => undefined }, plan);
    const choices = await withFigures(understood.choices, figures, asking.question.locale);
    return { kind: 'clarification', text, choices, suggestions: choices.map(({ question }) => question) };
  }
  return understood;
}

function planOf(understood: Understanding): Plan | null {
  return understood.kind === 'clarification' ? understood.plan : null;
}

/** Problems are answers too: what is out of reach and what is not there are declined, the rest is an error. */
function failed(
  thrown: unknown,
  onTrouble: AskParts['onTrouble'],
): Extract<Body, { kind: 'declined' | 'error' }> {
  const problem = asProblem(thrown);
  if (problem.code === 'not_permitted') {
    return {
      kind: 'declined',
      reason: 'not_permitted',
      text: SENTENCES.not_permitted,
      suggestions: EXAMPLES,
    };
  }
  if (problem.code === 'no_data') {
    return { kind: 'declined', reason: 'no_data', text: problem.message, suggestions: [] };
  }
  if (problem.code !== 'stopped') onTrouble?.(thrown);
  return { kind: 'error', code: problem.code, text: problem.message, suggestions: [] };
}
