import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { OfferedVocabulary } from '../../../src/vocabulary/offer.ts';
import type { Plan } from '../../../src/vocabulary/plan.ts';
import { AnswerCard } from '../answer/answer-card.tsx';
import { scopeName, type ScopeOption } from '../scope/scope-options.ts';
import { strings } from '../../strings.ts';
import type { ThreadTurn } from './thread-state.ts';

export interface TurnActions {
  readonly onAsk: (question: string) => void;
  readonly onAskAgain: (turn: ThreadTurn) => void;
  readonly onEdit: (question: string) => void;
  readonly onChange: (turn: ThreadTurn, plan: Plan) => void;
}

interface ThreadProps {
  readonly turns: readonly ThreadTurn[];
  readonly options: readonly ScopeOption[];
  readonly examples: readonly string[];
  /** null: not known yet. */
  readonly vocabulary: OfferedVocabulary | null;
  readonly actions: TurnActions;
}

interface TurnProps extends Omit<ThreadProps, 'turns'> {
  readonly turn: ThreadTurn;
}

/** A turn that has not changed is not rendered again: a long conversation stays as quick as a short one. */
function TurnItem({ turn, options, examples, vocabulary, actions }: TurnProps) {
  const current = useRef(actions);
  current.current = actions;
  return useMemo(() => {
    const about = scopeName(options, turn.scope);
    const steady: TurnActions = {
      onAsk: (question) => current.current.onAsk(question),
      onAskAgain: (again) => current.current.onAskAgain(again),
      onEdit: (question) => current.current.onEdit(question),
      onChange: (changed, plan) => current.current.onChange(changed, plan),
    };
    return (
      <li class="turn" data-turn={turn.key}>
        <div class="question">
          <h2 class="question-text">
            <span class="visually-hidden">{strings.answer.you}: </span>
            {turn.question}
          </h2>
          {about === null ? null : <p class="question-scope">{strings.scope.askedAbout(about)}</p>}
        </div>
        <AnswerCard turn={turn} examples={examples} vocabulary={vocabulary} actions={steady} />
      </li>
    );
  }, [turn, options, examples, vocabulary]);
}

/** The questions and answers, oldest first; a new question is brought to the top of the view. */
export function Thread({ turns, options, examples, vocabulary, actions }: ThreadProps) {
  const list = useRef<HTMLOListElement>(null);
  const lastKey = turns.at(-1)?.key;
  useEffect(() => {
    list.current?.lastElementChild?.scrollIntoView({ block: 'start' });
  }, [lastKey]);
  return (
    <ol class="thread" ref={list}>
      {turns.map((turn) => (
        <TurnItem
          key={turn.key}
          turn={turn}
          options={options}
          examples={examples}
          vocabulary={vocabulary}
          actions={actions}
        />
      ))}
    </ol>
  );
}
