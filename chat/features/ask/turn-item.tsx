import { useRef, useState } from 'preact/hooks';
import type { OfferedVocabulary } from '../../../src/vocabulary/offer.ts';
import type { Plan } from '../../../src/vocabulary/plan.ts';
import { strings } from '../../strings.ts';
import { AnswerCard } from '../answer/answer-card.tsx';
import { scopeName, type ScopeOption } from '../scope/scope-options.ts';
import type { Outcome, ThreadTurn } from './thread-state.ts';
import { useAway } from './use-away.ts';

export interface TurnActions {
  readonly onAsk: (question: string) => void;
  readonly onAskAgain: (turn: ThreadTurn) => void;
  readonly onEdit: (question: string) => void;
  readonly onChange: (turn: ThreadTurn, plan: Plan) => void;
  /** Settles what the question of an answer means; null for whoever may not. */
  readonly onVerify: ((answerId: string) => Promise<void>) | null;
}

interface TurnProps {
  readonly turn: ThreadTurn;
  readonly isLast: boolean;
  readonly options: readonly ScopeOption[];
  readonly examples: readonly string[];
  /** null: not known yet. */
  readonly vocabulary: OfferedVocabulary | null;
  readonly actions: TurnActions;
}

/**
 * A question and its answer. What has not changed is not rendered again, and of what is far out of sight only the
 * words are kept, for those who search the page or hear it: a long conversation stays as quick as a short one.
 */
export function TurnItem({ turn, isLast, options, examples, vocabulary, actions }: TurnProps) {
  const place = useRef<HTMLLIElement>(null);
  const wasAway = useAway(place, !isLast);
  const away = isLast ? null : wasAway;
  const steadyActions = useSteady(actions);
  const about = scopeName(options, turn.scope);
  const { height = null } = away ?? {};
  return (
    <li
      ref={place}
      class={away === null ? 'turn' : 'turn is-away'}
      data-turn={turn.key}
      style={height === null ? undefined : { height: `${height}px` }}
    >
      <div class="question">
        <h2 class="question-text">
          <span class="visually-hidden">{strings.answer.you}: </span>
          {turn.question}
        </h2>
        {about === null ? null : <p class="question-scope">{strings.scope.askedAbout(about)}</p>}
      </div>
      {away === null ? (
        <AnswerCard turn={turn} examples={examples} vocabulary={vocabulary} actions={steadyActions} />
      ) : (
        <article class="answer">
          <p class="sentence">{wordsOf(turn.outcome)}</p>
        </article>
      )}
    </li>
  );
}

/** The same functions for good, which do what the latest ones do. */
function useSteady(actions: TurnActions): TurnActions {
  const current = useRef(actions);
  current.current = actions;
  const [steady] = useState<TurnActions>(() => ({
    onAsk: (question) => current.current.onAsk(question),
    onAskAgain: (turn) => current.current.onAskAgain(turn),
    onEdit: (question) => current.current.onEdit(question),
    onChange: (turn, plan) => current.current.onChange(turn, plan),
    onVerify: actions.onVerify,
  }));
  return steady;
}

function wordsOf(outcome: Outcome): string {
  switch (outcome.state) {
    case 'answered':
      return outcome.answer.text;
    case 'failed':
      return outcome.problem.message;
    case 'stopped':
      return strings.answer.stopped;
    case 'asking':
      break;
  }
  return strings.answer.working;
}
