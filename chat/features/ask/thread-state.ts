import type { Answer, Chart } from '../../../src/vocabulary/answer.ts';
import type { Turn } from '../../../src/vocabulary/conversation.ts';
import type { Stage } from '../../../src/vocabulary/question.ts';
import type { ScopeChoice } from '../../../src/vocabulary/scope.ts';
import type { AnswerPart, TablePart } from '../../api/ask.ts';
import type { PageProblem } from '../../api/problem.ts';

/** What has come of an answer so far. */
export interface PartialAnswer {
  readonly stage: Stage | 'busy' | null;
  readonly text: string | null;
  readonly table: TablePart | null;
  readonly chart: Chart | null;
}

export type Outcome =
  | { readonly state: 'asking' }
  | { readonly state: 'answered'; readonly answer: Answer }
  | { readonly state: 'stopped' }
  | { readonly state: 'failed'; readonly problem: PageProblem };

/** One question in the thread, with what came of it. */
export interface ThreadTurn {
  readonly key: string;
  readonly question: string;
  readonly scope: ScopeChoice;
  readonly soFar: PartialAnswer;
  readonly outcome: Outcome;
  /** A change of what was understood: under way, or why it could not be made. The answer stays meanwhile. */
  readonly change: Change;
}

export type Change =
  | { readonly state: 'none' }
  | { readonly state: 'asking' }
  | { readonly state: 'refused'; readonly reason: string };

export interface ThreadState {
  readonly conversationId: string | null;
  readonly turns: readonly ThreadTurn[];
}

export type ThreadAction =
  | {
      readonly type: 'asked';
      readonly conversationId: string;
      readonly key: string;
      readonly question: string;
      readonly scope: ScopeChoice;
    }
  | { readonly type: 'part'; readonly key: string; readonly part: AnswerPart }
  | { readonly type: 'stopped'; readonly key: string }
  | { readonly type: 'failed'; readonly key: string; readonly problem: PageProblem }
  | { readonly type: 'changing'; readonly key: string }
  | { readonly type: 'changed'; readonly key: string; readonly answer: Answer }
  | { readonly type: 'not-changed'; readonly key: string; readonly reason: string | null }
  | { readonly type: 'opened'; readonly conversationId: string; readonly turns: readonly Turn[] }
  | { readonly type: 'cleared' };

export const EMPTY_THREAD: ThreadState = { conversationId: null, turns: [] };
const NOTHING_YET: PartialAnswer = { stage: null, text: null, table: null, chart: null };
const NO_CHANGE: Change = { state: 'none' };

function withPart(turn: ThreadTurn, part: AnswerPart): ThreadTurn {
  switch (part.kind) {
    case 'stage':
      return { ...turn, soFar: { ...turn.soFar, stage: part.stage } };
    case 'busy':
      return { ...turn, soFar: { ...turn.soFar, stage: 'busy' } };
    case 'text':
      return { ...turn, soFar: { ...turn.soFar, text: part.text } };
    case 'table':
      return { ...turn, soFar: { ...turn.soFar, table: part.table } };
    case 'chart':
      return { ...turn, soFar: { ...turn.soFar, chart: part.chart } };
    case 'answer':
      break;
  }
  // The parts have served: the answer holds them all.
  return { ...turn, soFar: NOTHING_YET, outcome: { state: 'answered', answer: part.answer } };
}

function changed(turn: ThreadTurn, answer: Answer): ThreadTurn {
  if (answer.kind === 'answer') return { ...turn, outcome: { state: 'answered', answer }, change: NO_CHANGE };
  return { ...turn, change: { state: 'refused', reason: answer.text } };
}

/** Only a turn that is still being asked changes: a part that arrives after Stop is late, not news. */
function whileAsking(state: ThreadState, key: string, make: (turn: ThreadTurn) => ThreadTurn): ThreadState {
  const turns = state.turns.map((turn) =>
    turn.key === key && turn.outcome.state === 'asking' ? make(turn) : turn,
  );
  return { ...state, turns };
}

function withChange(state: ThreadState, key: string, make: (turn: ThreadTurn) => ThreadTurn): ThreadState {
  return { ...state, turns: state.turns.map((turn) => (turn.key === key ? make(turn) : turn)) };
}

/** An answer that was changed stands in its first one's place; a change that came to nothing left no trace. */
export function standing(turns: readonly Turn[]): readonly Turn[] {
  const places: { turn: Turn; ids: Set<string> }[] = [];
  for (const turn of turns) {
    const { revises } = turn;
    const place = revises === undefined ? undefined : places.find(({ ids }) => ids.has(revises));
    if (!place) places.push({ turn, ids: new Set([turn.answer.id]) });
    else if (turn.answer.kind === 'answer') {
      place.turn = turn;
      place.ids.add(turn.answer.id);
    }
  }
  return places.map(({ turn }) => turn);
}

export function reduceThread(state: ThreadState, action: ThreadAction): ThreadState {
  switch (action.type) {
    case 'asked': {
      const { conversationId, key, question, scope } = action;
      const turn: ThreadTurn = {
        key,
        question,
        scope,
        soFar: NOTHING_YET,
        outcome: { state: 'asking' },
        change: NO_CHANGE,
      };
      // The same question asked again after a failure takes the failed one's place.
      return { conversationId, turns: [...state.turns.filter((other) => other.key !== key), turn] };
    }
    case 'part':
      return whileAsking(state, action.key, (turn) => withPart(turn, action.part));
    case 'stopped':
      return whileAsking(state, action.key, (turn) => ({ ...turn, outcome: { state: 'stopped' } }));
    case 'failed':
      return whileAsking(state, action.key, (turn) => ({
        ...turn,
        outcome: { state: 'failed', problem: action.problem },
      }));
    case 'changing':
      return withChange(state, action.key, (turn) => ({ ...turn, change: { state: 'asking' } }));
    case 'changed':
      return withChange(state, action.key, (turn) => changed(turn, action.answer));
    case 'not-changed': {
      const { key, reason } = action;
      const change: Change = reason === null ? NO_CHANGE : { state: 'refused', reason };
      return withChange(state, key, (turn) => ({ ...turn, change }));
    }
    case 'opened':
      return {
        conversationId: action.conversationId,
        turns: standing(action.turns).map(({ question, scope, answer }, index) => ({
          key: `${action.conversationId}/${index}`,
          question,
          scope,
          soFar: NOTHING_YET,
          outcome: { state: 'answered', answer },
          change: NO_CHANGE,
        })),
      };
    case 'cleared':
      break;
  }
  return EMPTY_THREAD;
}

/** What a screen reader is told: that work is under way, then the answer's own words, once. */
export function announcementOf(turn: ThreadTurn | undefined, working: string, stopped: string): string {
  if (!turn) return '';
  switch (turn.outcome.state) {
    case 'asking':
      return working;
    case 'answered':
      return turn.change.state === 'asking'
        ? working
        : turn.change.state === 'refused'
          ? turn.change.reason
          : turn.outcome.answer.text;
    case 'stopped':
      return stopped;
    case 'failed':
      break;
  }
  return `${turn.outcome.problem.title}. ${turn.outcome.problem.message}`;
}
