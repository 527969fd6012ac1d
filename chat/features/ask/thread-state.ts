import type { Answer, Chart } from '../../../src/vocabulary/answer.ts';
import type { Turn } from '../../../src/vocabulary/conversation.ts';
import type { Stage } from '../../../src/vocabulary/question.ts';
import type { ScopeChoice } from '../../../src/vocabulary/scope.ts';
import type { AnswerPart, TablePart } from '../../api/ask.ts';
import type { PageProblem } from '../../api/problem.ts';

/** What has come of an answer so far. */
export interface PartialAnswer {
  readonly stage: Stage | null;
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
}

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
  | { readonly type: 'opened'; readonly conversationId: string; readonly turns: readonly Turn[] }
  | { readonly type: 'cleared' };

export const EMPTY_THREAD: ThreadState = { conversationId: null, turns: [] };
const NOTHING_YET: PartialAnswer = { stage: null, text: null, table: null, chart: null };

function withPart(turn: ThreadTurn, part: AnswerPart): ThreadTurn {
  switch (part.kind) {
    case 'stage':
      return { ...turn, soFar: { ...turn.soFar, stage: part.stage } };
    case 'text':
      return { ...turn, soFar: { ...turn.soFar, text: part.text } };
    case 'table':
      return { ...turn, soFar: { ...turn.soFar, table: part.table } };
    case 'chart':
      return { ...turn, soFar: { ...turn.soFar, chart: part.chart } };
    case 'answer':
      break;
  }
  return { ...turn, outcome: { state: 'answered', answer: part.answer } };
}

/** Only a turn that is still being asked changes: a part that arrives after Stop is late, not news. */
function change(state: ThreadState, key: string, make: (turn: ThreadTurn) => ThreadTurn): ThreadState {
  const turns = state.turns.map((turn) =>
    turn.key === key && turn.outcome.state === 'asking' ? make(turn) : turn,
  );
  return { ...state, turns };
}

export function reduceThread(state: ThreadState, action: ThreadAction): ThreadState {
  switch (action.type) {
    case 'asked': {
      const { conversationId, key, question, scope } = action;
      const turn: ThreadTurn = { key, question, scope, soFar: NOTHING_YET, outcome: { state: 'asking' } };
      // The same question asked again after a failure takes the failed one's place.
      return { conversationId, turns: [...state.turns.filter((other) => other.key !== key), turn] };
    }
    case 'part':
      return change(state, action.key, (turn) => withPart(turn, action.part));
    case 'stopped':
      return change(state, action.key, (turn) => ({ ...turn, outcome: { state: 'stopped' } }));
    case 'failed':
      return change(state, action.key, (turn) => ({
        ...turn,
        outcome: { state: 'failed', problem: action.problem },
      }));
    case 'opened':
      return {
        conversationId: action.conversationId,
        turns: action.turns.map(({ question, scope, answer }, index) => ({
          key: `${action.conversationId}/${index}`,
          question,
          scope,
          soFar: NOTHING_YET,
          outcome: { state: 'answered', answer },
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
      return turn.outcome.answer.text;
    case 'stopped':
      return stopped;
    case 'failed':
      break;
  }
  return `${turn.outcome.problem.title}. ${turn.outcome.problem.message}`;
}
