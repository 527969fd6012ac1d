import { useCallback, useEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { Plan } from '../../../src/vocabulary/plan.ts';
import type { ScopeChoice } from '../../../src/vocabulary/scope.ts';
import { ask, askBody } from '../../api/ask.ts';
import { fetchTurns } from '../../api/client.ts';
import { asPageProblem, isAbort } from '../../api/problem.ts';
import { keep } from '../../parts/keep.ts';
import { newId } from '../../parts/new-id.ts';
import { strings } from '../../strings.ts';
import { EMPTY_THREAD, reduceThread, type ThreadState, type ThreadTurn } from './thread-state.ts';
import { conversationInAddress, onAddressChange, showInAddress } from './address.ts';

interface ThreadEvents {
  /** A question was answered: the list of conversations is out of date. */
  readonly onAnswered: () => void;
  /** The session has ended; `question` is what was being asked. */
  readonly onSignedOut: (question: string | null) => void;
}

export interface ThreadControl {
  readonly thread: ThreadState;
  readonly isAsking: boolean;
  /** A saved conversation on its way here, or why it did not come. */
  readonly opening:
    { readonly state: 'no' | 'loading' } | { readonly state: 'failed'; readonly message: string };
  /** `plan`: what the question means, where that is settled already. */
  readonly ask: (question: string, scope: ScopeChoice, plan?: Plan | null) => void;
  readonly askAgain: (turn: ThreadTurn) => void;
  /** Answers anew with a plan that was changed by hand, in the same place. */
  readonly change: (turn: ThreadTurn, plan: Plan) => void;
  readonly stop: () => void;
}

const NOT_OPENING = { state: 'no' } as const;

/** The thread on the screen: asks, takes the answer's parts in, opens saved conversations, follows the address. */
export function useThread({ onAnswered, onSignedOut }: ThreadEvents): ThreadControl {
  const [thread, dispatch] = useReducer(reduceThread, EMPTY_THREAD);
  const [opening, setOpening] = useState<ThreadControl['opening']>(NOT_OPENING);
  const running = useRef<AbortController | null>(null);
  const shown = useRef<string | null>(null);
  const events = useRef({ onAnswered, onSignedOut });
  events.current = { onAnswered, onSignedOut };

  const stop = useCallback(() => running.current?.abort(), []);

  const run = useCallback(
    async (key: string, question: string, scope: ScopeChoice, plan: Plan | null): Promise<void> => {
      running.current?.abort();
      const control = new AbortController();
      running.current = control;
      const conversationId = shown.current ?? newId();
      shown.current = conversationId;
      showInAddress(conversationId);
      setOpening(NOT_OPENING);
      keep('pending', question);
      dispatch({ type: 'asked', conversationId, key, question, scope });
      try {
        await ask(askBody(question, scope, { conversationId, plan }), control.signal, (part) =>
          dispatch({ type: 'part', key, part }),
        );
        keep('pending', null);
        events.current.onAnswered();
      } catch (thrown) {
        if (isAbort(thrown)) {
          if (running.current === control) keep('pending', null);
          dispatch({ type: 'stopped', key });
        } else {
          const problem = asPageProblem(thrown);
          dispatch({ type: 'failed', key, problem });
          if (problem.isSignedOut) events.current.onSignedOut(question);
        }
      } finally {
        if (running.current === control) running.current = null;
      }
    },
    [],
  );

  const change = useCallback(async (turn: ThreadTurn, plan: Plan): Promise<void> => {
    const { key, question, scope, outcome } = turn;
    if (outcome.state !== 'answered') return;
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    dispatch({ type: 'changing', key });
    try {
      const conversationId = shown.current;
      const body = askBody(question, scope, { plan, conversationId, revises: outcome.answer.id });
      await ask(body, control.signal, (part) => {
        if (part.kind === 'answer') dispatch({ type: 'changed', key, answer: part.answer });
      });
    } catch (thrown) {
      const problem = isAbort(thrown) ? null : asPageProblem(thrown);
      dispatch({ type: 'not-changed', key, reason: problem?.message ?? null });
      if (problem?.isSignedOut === true) events.current.onSignedOut(null);
    } finally {
      if (running.current === control) running.current = null;
    }
  }, []);

  const startNew = useCallback(() => {
    running.current?.abort();
    shown.current = null;
    showInAddress(null);
    setOpening(NOT_OPENING);
    dispatch({ type: 'cleared' });
  }, []);

  const load = useCallback(async (id: string): Promise<void> => {
    running.current?.abort();
    shown.current = id;
    setOpening({ state: 'loading' });
    dispatch({ type: 'cleared' });
    try {
      const turns = await fetchTurns(id);
      if (shown.current !== id) return;
      dispatch({ type: 'opened', conversationId: id, turns });
      setOpening(NOT_OPENING);
    } catch (thrown) {
      if (shown.current !== id) return;
      const problem = asPageProblem(thrown);
      shown.current = null;
      if (problem.isSignedOut) events.current.onSignedOut(null);
      const message = problem.status === 404 ? strings.history.gone : strings.history.openFailed;
      setOpening({ state: 'failed', message });
    }
  }, []);

  useEffect(() => {
    const follow = (): void => {
      const id = conversationInAddress();
      if (id === shown.current) return;
      if (id === null) startNew();
      else void load(id);
    };
    follow();
    return onAddressChange(follow);
  }, [load, startNew]);

  useEffect(() => () => running.current?.abort(), []);

  return {
    thread,
    isAsking: thread.turns.some(
      ({ outcome, change: { state } }) => outcome.state === 'asking' || state === 'asking',
    ),
    opening,
    ask: (question, scope, plan = null) => void run(newId(), question, scope, plan),
    askAgain: ({ key, question, scope }) => void run(key, question, scope, null),
    change: (turn, plan) => void change(turn, plan),
    stop,
  };
}
