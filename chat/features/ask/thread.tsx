import { useEffect, useRef } from 'preact/hooks';
import type { OfferedVocabulary } from '../../../src/vocabulary/offer.ts';
import type { ScopeOption } from '../scope/scope-options.ts';
import type { ThreadTurn } from './thread-state.ts';
import { type TurnActions, TurnItem } from './turn-item.tsx';

interface ThreadProps {
  readonly turns: readonly ThreadTurn[];
  readonly options: readonly ScopeOption[];
  readonly examples: readonly string[];
  /** null: not known yet. */
  readonly vocabulary: OfferedVocabulary | null;
  readonly actions: TurnActions;
}

/** The questions and answers, oldest first; a new question is brought to the top of the view. */
export function Thread({ turns, options, examples, vocabulary, actions }: ThreadProps) {
  const list = useRef<HTMLOListElement>(null);
  const isOpened = useRef(false);
  const lastKey = turns.at(-1)?.key;
  useEffect(() => {
    // What is opened stands at its end at once; the way there through all of it would draw all of it.
    const behavior = isOpened.current ? 'auto' : 'instant';
    isOpened.current = true;
    list.current?.lastElementChild?.scrollIntoView({ block: 'start', behavior });
  }, [lastKey]);
  return (
    <ol class="thread" ref={list}>
      {turns.map((turn, index) => (
        <TurnItem
          key={turn.key}
          turn={turn}
          isLast={index === turns.length - 1}
          options={options}
          examples={examples}
          vocabulary={vocabulary}
          actions={actions}
        />
      ))}
    </ol>
  );
}
