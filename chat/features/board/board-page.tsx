import { useCallback, useEffect, useState } from 'preact/hooks';
import type { SavedQuestion, Watch } from '../../../src/vocabulary/saved-question.ts';
import { type Board, fetchBoard, removeSaved } from '../../api/client.ts';
import { asPageProblem } from '../../api/problem.ts';
import { formatInstant } from '../../format/dates.ts';
import { TrashIcon } from '../../parts/icons.tsx';
import { strings } from '../../strings.ts';
import { goTo } from '../ask/address.ts';
import type { PageProps } from '../frame/page-props.ts';
import { handOver } from '../ask/handoff.ts';
import { PanelCard } from '../overview/panel-card.tsx';
import type { Panel } from '../overview/panels.ts';
import { scopeName } from '../scope/scope-options.ts';
import { WatchForm } from './watch-form.tsx';

type State = { readonly board: Board | null; readonly problem: string | null };

/** The questions that a person keeps in view, answered anew at each visit, and what watches them. */
export function BoardPage({ scope, menu, onEnded }: PageProps) {
  const words = strings.board;
  const [{ board, problem }, setState] = useState<State>({ board: null, problem: null });
  const tell = useCallback(
    (thrown: unknown): void => {
      const met = asPageProblem(thrown);
      if (met.isSignedOut) onEnded();
      setState((held) => ({ ...held, problem: met.message }));
    },
    [onEnded],
  );
  const load = useCallback(async (): Promise<void> => {
    try {
      setState({ board: await fetchBoard(), problem: null });
    } catch (thrown) {
      tell(thrown);
    }
  }, [tell]);
  useEffect(() => void load(), [load]);
  const remove = async (id: string): Promise<void> => {
    try {
      await removeSaved(id);
    } catch (thrown) {
      tell(thrown);
      return;
    }
    await load();
  };
  return (
    <main class="main is-page">
      <header class="bar is-wide">
        {menu}
        <h1 class="page-title is-bar">{words.title}</h1>
      </header>
      <div class="scroll">
        <div class="overview">
          {problem === null ? null : (
            <p class="alert alert-warning" role="alert">
              {problem}
            </p>
          )}
          {board ? <WatchForm board={board} scope={scope} onSaved={() => void load()} /> : null}
          <div class="panels">
            {(board?.items ?? []).map((item) => (
              <SavedCard
                key={item.id}
                item={item}
                about={scopeName(scope.options, item.scope)}
                onRemove={() => void remove(item.id)}
                onEnded={onEnded}
              />
            ))}
          </div>
        </div>
      </div>
    </main>
  );
}

interface SavedCardProps {
  readonly item: SavedQuestion;
  readonly about: string | null;
  readonly onRemove: () => void;
  readonly onEnded: () => void;
}

function SavedCard({ item, about, onRemove, onEnded }: SavedCardProps) {
  const words = strings.board;
  const { title, question, plan, scope, watch, last } = item;
  const [panel] = useState<Panel>(() => ({ key: item.id, title, question, plan, shows: 'any' }));
  return (
    <div class="saved" data-saved={item.id}>
      <PanelCard
        panel={panel}
        scope={scope}
        round={0}
        onOpen={() => {
          handOver({ question, plan, scope });
          goTo('');
        }}
        onSignedOut={onEnded}
      />
      <p class="saved-foot">
        <span class={`saved-state${last?.state === 'raised' ? ' is-raised' : ''}`}>
          {[about, watch ? watchWords(watch) : null, last ? lastWords(last, watch) : null]
            .filter((part) => part !== null)
            .join(' · ')}
          {watch?.kind === 'delivery' && last?.state === 'raised' ? (
            <span class="saved-news">{last.text}</span>
          ) : null}
        </span>
        <button
          type="button"
          class="btn btn-icon btn-small"
          aria-label={words.remove(title)}
          title={words.remove(title)}
          onClick={onRemove}
        >
          <TrashIcon />
        </button>
      </p>
    </div>
  );
}

function watchWords(watch: Watch): string {
  const words = strings.board;
  switch (watch.kind) {
    case 'every':
      return words.every[watch.every];
    case 'condition':
      return words.condition(watch.comparison, markText(watch));
    case 'delivery':
      return words.delivery(watch.by);
    default:
      return watch satisfies never;
  }
}

function markText({ value, unit }: Extract<Watch, { kind: 'condition' }>): string {
  return unit === 'percent' ? `${Number(value) * 100} %` : value;
}

function lastWords({ state, at }: NonNullable<SavedQuestion['last']>, watch: Watch | null): string {
  const words = strings.board;
  const when = formatInstant(at, new Date());
  return state === 'raised' && watch?.kind === 'delivery' ? words.late(when) : words.states[state](when);
}
