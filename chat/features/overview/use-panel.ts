import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../../../src/vocabulary/answer.ts';
import type { ScopeChoice } from '../../../src/vocabulary/scope.ts';
import { ask, askBody } from '../../api/ask.ts';
import { asPageProblem, isAbort } from '../../api/problem.ts';
import type { Panel } from './panels.ts';

export type PanelState =
  | { readonly state: 'asking' }
  | { readonly state: 'answered'; readonly answer: Answer }
  | { readonly state: 'failed'; readonly message: string };

/** Asks a panel's question about `scope`, and again when either changes or `round` counts on. */
export function usePanel(
  panel: Panel,
  scope: ScopeChoice,
  round: number,
  onSignedOut: () => void,
): PanelState {
  const [state, setState] = useState<PanelState>({ state: 'asking' });
  useEffect(() => {
    const control = new AbortController();
    setState({ state: 'asking' });
    ask(askBody(panel.question, scope, { plan: panel.plan }), control.signal, (part) => {
      if (part.kind === 'answer') setState({ state: 'answered', answer: part.answer });
    }).catch((thrown: unknown) => {
      if (isAbort(thrown)) return;
      const problem = asPageProblem(thrown);
      if (problem.isSignedOut) onSignedOut();
      setState({ state: 'failed', message: problem.message });
    });
    return () => control.abort();
  }, [panel, scope, round, onSignedOut]);
  return state;
}
