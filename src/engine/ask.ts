import type { Answer } from '../vocabulary/answer.ts';
import type { Conversations, KeptTurn } from '../vocabulary/conversation.ts';
import type { Plan } from '../vocabulary/plan.ts';
import { asProblem, Problem } from '../vocabulary/problem.ts';
import type { Ask, Question, Stage } from '../vocabulary/question.ts';
import { coversAccounts } from '../vocabulary/scope.ts';
import type { CatalogReader } from './catalog.ts';
import { understandInDialogue } from './dialogue/dialogue.ts';
import type { AnswerPlan } from './outcome.ts';
import { reachOf } from './resolve/reach.ts';
import { resolveScope } from './scope.ts';
import type { Understanding } from './understand/understand.ts';
import { EXAMPLES, SENTENCES } from './understand/words.ts';

export interface AskParts {
  readonly catalog: CatalogReader;
  readonly answerPlan: AnswerPlan;
  readonly conversations: Conversations;
  /** A new answer's id. */
  readonly newId: () => string;
  readonly now: () => Date;
  /** Milliseconds that only grow. */
  readonly clock: () => number;
  /** Hears what went wrong inside, cause and all; the asker is told only that it did. */
  readonly onTrouble?: (error: unknown) => void;
}

/** Turns a question into an answer: understand → resolve → plan → compile → guard → run → check → explain. */
export function createAsk(parts: AskParts): Ask {
  return async (question, onStage = () => undefined, stop) => {
    const watch = stopwatch(parts.clock);
    const made = await answered(parts, question, onStage, watch, stop);
    const answer: Answer = {
      ...made.body,
      id: parts.newId(),
      engine: 'offline',
      conversationId: question.conversationId,
      timings: watch.timings(),
    };
    return stop?.aborted === true ? answer : remembered(parts, question, made.plan, answer);
  };
}

type OwnOfAnswer = 'id' | 'engine' | 'conversationId' | 'timings';
type Body = Answer extends infer A ? (A extends Answer ? Omit<A, OwnOfAnswer> : never) : never;

interface Made {
  readonly body: Body;
  readonly plan: Plan | null;
}

async function answered(
  parts: AskParts,
  question: Question,
  onStage: (stage: Stage) => void,
  watch: Stopwatch,
  stop: AbortSignal | undefined,
): Promise<Made> {
  try {
    if (question.engine === 'openai') {
      throw new Problem('usage', 'No language model is set up here; ask with the offline engine.');
    }
    onStage('understand');
    const understood = await understoodIn(parts, question, onStage, watch);
    if (understood.kind !== 'plan') return { body: spoken(understood), plan: planOf(understood) };
    onStage('plan');
    const { plan, repairs } = understood;
    const { actor, scope, today } = question;
    const request = { plan, actor, scope, today, ...(stop ? { stop } : {}) };
    const outcome = await parts.answerPlan(request, watch.running(onStage));
    if (outcome.kind === 'declined') return { body: outcome, plan };
    const read = repairs.map(({ from, to }) => `I read “${from}” as “${to}”.`);
    return { body: { ...outcome, caveats: [...read, ...outcome.caveats] }, plan };
  } catch (thrown) {
    return { body: failed(thrown, parts.onTrouble), plan: null };
  }
}

async function understoodIn(
  parts: AskParts,
  question: Question,
  onStage: (stage: Stage) => void,
  watch: Stopwatch,
): Promise<Understanding> {
  if (question.plan) return { kind: 'plan', plan: question.plan, repairs: [] };
  const turns = await turnsOf(parts.conversations, question);
  const catalog = await parts.catalog.current();
  const scope = resolveScope(question.actor, question.scope, catalog);
  onStage('resolve');
  const { text, today } = question;
  const reach = reachOf(scope);
  return watch.understanding(() =>
    understandInDialogue({ text, today, catalog, reach, accountsInReach: () => scope.members }, turns),
  );
}

/** The turns so far, without those that could speak of accounts that the asker may not see any more. */
async function turnsOf(
  conversations: Conversations,
  { conversationId, actor }: Question,
): Promise<readonly KeptTurn[]> {
  if (conversationId === null) return [];
  const turns = await conversations.turns(actor.user, conversationId);
  return turns.filter(({ reach }) => coversAccounts(actor.accounts, reach));
}

/** Keeps the turn of a dialogue; a dialogue that cannot be kept makes the answer an error, not a silent loss. */
async function remembered(
  { conversations, now, onTrouble }: AskParts,
  { actor, conversationId, text, scope, revises }: Question,
  plan: Plan | null,
  answer: Answer,
): Promise<Answer> {
  if (conversationId === null) return answer;
  try {
    const at = now().toISOString();
    const turn: KeptTurn = {
      question: text,
      scope,
      plan,
      answer,
      reach: actor.accounts,
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

function spoken(understood: Exclude<Understanding, { kind: 'plan' }>): Body {
  if (understood.kind === 'clarification') {
    const { text } = understood;
    const choices = understood.choices.map(({ label, question }) => ({ label, question }));
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

interface Stopwatch {
  /** Runs and times the understanding. */
  readonly understanding: <T>(work: () => T) => T;
  /** Passes the stages on and times the one called `run`. */
  readonly running: (onStage: (stage: Stage) => void) => (stage: Stage) => void;
  readonly timings: () => Answer['timings'];
}

function stopwatch(clock: () => number): Stopwatch {
  const start = clock();
  let understand = 0;
  let runStarted: number | null = null;
  let run = 0;
  return {
    understanding(work) {
      const begun = clock();
      try {
        return work();
      } finally {
        understand = clock() - begun;
      }
    },
    running: (onStage) => (stage) => {
      if (stage === 'run') runStarted = clock();
      else if (runStarted !== null) {
        run += clock() - runStarted;
        runStarted = null;
      }
      onStage(stage);
    },
    timings: () => ({ understand: rounded(understand), run: rounded(run), total: rounded(clock() - start) }),
  };
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
