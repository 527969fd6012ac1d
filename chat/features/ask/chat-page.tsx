import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useMemo, useRef } from 'preact/hooks';
import type { ConversationSummary, Me } from '../../../src/api/contract.ts';
import type { OfferedVocabulary } from '../../../src/vocabulary/offer.ts';
import { verifyAnswer, type View } from '../../api/client.ts';
import { formatDay } from '../../format/dates.ts';
import { PlusIcon } from '../../parts/icons.tsx';
import { keep } from '../../parts/keep.ts';
import { useMedia, WIDE } from '../../parts/use-media.ts';
import { strings } from '../../strings.ts';
import { ScopePicker } from '../scope/scope-picker.tsx';
import type { ScopeControl } from '../scope/use-scope.ts';
import { goTo } from './address.ts';
import { Composer, type QuestionBox } from './composer.tsx';
import { takeHanded } from './handoff.ts';
import { Thread } from './thread.tsx';
import type { TurnActions } from './turn-item.tsx';
import { announcementOf, type ThreadTurn } from './thread-state.ts';
import { useShortcuts } from './use-shortcuts.ts';
import type { Shortcut } from './use-suggestions.ts';
import { type ThreadControl, useThread } from './use-thread.ts';
import { Welcome } from './welcome.tsx';

interface ChatPageProps {
  readonly me: Me;
  readonly view: View;
  readonly scope: ScopeControl;
  readonly vocabulary: OfferedVocabulary | null;
  readonly past: readonly ConversationSummary[];
  /** Opens what stands beside the page, on a narrow screen. */
  readonly menu: ComponentChildren;
  readonly onToggleTheme: () => void;
  readonly onAnswered: () => void;
  readonly onEnded: () => void;
  readonly onLeave: () => void;
}

const TOUCH = '(pointer: coarse)';
const PAST_MAX = 50;

/** Asking: the scope, the thread and the question box. */
export function ChatPage(props: ChatPageProps) {
  const { me, view, scope, vocabulary, past, menu, onAnswered, onEnded } = props;
  const { options, picked, pick } = scope;
  const isWide = useMedia(WIDE);
  const box = useRef<QuestionBox>(null);
  const onSignedOut = useCallback(
    (question: string | null) => {
      if (question !== null) keep('draft', question);
      onEnded();
    },
    [onEnded],
  );
  const control = useThread({ onAnswered, onSignedOut });
  const { thread, isAsking, ask, askAgain, change, stop } = control;
  // A question that another page handed over; it is taken once, whichever rendering comes first.
  useEffect(() => {
    const handed = takeHanded();
    if (handed) ask(handed.question, handed.scope, handed.plan);
  }, []);
  const focusField = useCallback(() => box.current?.focus(), []);
  useShortcuts({ onSlash: focusField, onEscape: stop });

  // A keyboard that slides up over the answer is no welcome on a touch screen.
  const focusUnlessTouch = useCallback(() => {
    if (!matchMedia(TOUCH).matches) focusField();
  }, [focusField]);
  useEffect(focusUnlessTouch, [focusUnlessTouch, thread.conversationId === null]);

  const actions: TurnActions = {
    onAsk: (question) => {
      ask(question, picked.choice);
      focusUnlessTouch();
    },
    onAskAgain: askAgain,
    onEdit: (question) => box.current?.put(question),
    onChange: change,
    onVerify: me.rights.includes('answers.verify') ? verifyAnswer : null,
  };
  const turns = thread.turns;
  const asked = useMemo(
    () => [...turns.map(({ question }) => question).toReversed(), ...past.map(({ title }) => title)],
    [turns, past],
  );
  return (
    <main class="main">
      <a class="visually-hidden-focusable skip" href="#question" onClick={(event) => skip(event, focusField)}>
        {strings.skipToQuestion}
      </a>
      <header class="bar">
        {menu}
        <ScopePicker options={options} picked={picked} onPick={pick} />
        {me.asOf === null ? null : <p class="bar-day mb-0">{strings.answer.dataAsOf(formatDay(me.asOf))}</p>}
        {isWide ? null : (
          <button
            type="button"
            class="btn btn-icon"
            aria-label={strings.history.startNew}
            onClick={() => goTo('')}
          >
            <PlusIcon />
          </button>
        )}
      </header>
      <div class="scroll">
        <Middle
          control={control}
          me={me}
          view={view}
          options={options}
          vocabulary={vocabulary}
          actions={actions}
        />
      </div>
      <Composer
        box={box}
        isAsking={isAsking}
        shortcuts={shortcutsOf(props, control, turns.at(-1))}
        past={asked.slice(0, PAST_MAX)}
        onSend={(question) => ask(question, picked.choice)}
        onStop={stop}
      />
      <div class="visually-hidden" role="status" aria-live="polite" data-announcement="">
        {announcementOf(turns.at(-1), strings.answer.working, strings.answer.stopped)}
      </div>
    </main>
  );
}

/** The link's own way would change the address, which names the conversation. */
function skip(event: MouseEvent, focusField: () => void): void {
  event.preventDefault();
  focusField();
}

interface MiddleProps extends Pick<ChatPageProps, 'me' | 'view' | 'vocabulary'> {
  readonly control: ThreadControl;
  readonly options: ScopeControl['options'];
  readonly actions: TurnActions;
}

function Middle({ control, me, view, options, vocabulary, actions }: MiddleProps) {
  const { thread, opening } = control;
  if (opening.state === 'loading') {
    return (
      <>
        <h1 class="visually-hidden">{strings.ask.thread}</h1>
        <p class="opening" role="status">
          {strings.history.opening}
        </p>
      </>
    );
  }
  if (thread.turns.length > 0) {
    return (
      <>
        <h1 class="visually-hidden">{strings.ask.thread}</h1>
        <Thread
          turns={thread.turns}
          options={options}
          examples={me.examples}
          vocabulary={vocabulary}
          actions={actions}
        />
      </>
    );
  }
  return (
    <>
      {opening.state === 'failed' ? (
        <p class="opening alert alert-warning" role="alert">
          {opening.message}
        </p>
      ) : null}
      <Welcome me={me} hasAccounts={view.accounts.length > 0} onAsk={actions.onAsk} />
    </>
  );
}

/** What can be done from the question box by its name. */
function shortcutsOf(
  { onToggleTheme, onLeave }: ChatPageProps,
  { isAsking, askAgain, stop }: ThreadControl,
  last: ThreadTurn | undefined,
): readonly Shortcut[] {
  const words = strings.shortcuts;
  return [
    { name: '/new', does: words.new, run: () => goTo('') },
    {
      name: '/about',
      does: words.about,
      run: () => document.querySelector<HTMLElement>('.scope-input')?.focus(),
    },
    ...(isAsking ? [{ name: '/stop', does: words.stop, run: stop }] : []),
    ...(last && !isAsking ? [{ name: '/again', does: words.again, run: () => askAgain(last) }] : []),
    { name: '/theme', does: words.theme, run: onToggleTheme },
    { name: '/signout', does: words.signout, run: onLeave },
  ];
}
