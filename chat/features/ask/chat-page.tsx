import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Me } from '../../../src/api/contract.ts';
import type { View } from '../../api/client.ts';
import { formatDay } from '../../format/dates.ts';
import { CloseIcon, Mark, MenuIcon, PlusIcon, SignOutIcon } from '../../parts/icons.tsx';
import { keep } from '../../parts/keep.ts';
import { useMedia, WIDE } from '../../parts/use-media.ts';
import { strings } from '../../strings.ts';
import { HistoryDrawer } from '../history/history-drawer.tsx';
import { HistoryPanel } from '../history/history-panel.tsx';
import { useConversations } from '../history/use-conversations.ts';
import { ScopePicker } from '../scope/scope-picker.tsx';
import { useScope } from '../scope/use-scope.ts';
import { ThemeButton } from '../theme/theme-button.tsx';
import type { ThemeSwitch } from '../theme/use-theme.ts';
import { Composer } from './composer.tsx';
import { Thread, type TurnActions } from './thread.tsx';
import { announcementOf } from './thread-state.ts';
import { useDraft } from './use-draft.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { useThread } from './use-thread.ts';
import { Welcome } from './welcome.tsx';

interface ChatPageProps {
  readonly me: Me;
  readonly view: View;
  readonly theme: ThemeSwitch;
  readonly onEnded: () => void;
  readonly onLeave: () => Promise<void>;
}

const TOUCH = '(pointer: coarse)';

export function ChatPage({ me, view, theme, onEnded, onLeave }: ChatPageProps) {
  const isWide = useMedia(WIDE);
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const { options, picked, pick } = useScope(view);
  const { draft, setDraft } = useDraft();
  const conversations = useConversations(onEnded);
  const onSignedOut = useCallback(
    (question: string | null) => {
      if (question !== null) keep('draft', question);
      onEnded();
    },
    [onEnded],
  );
  const { thread, isAsking, opening, ask, askAgain, stop, open, startNew } = useThread({
    onAnswered: conversations.refresh,
    onSignedOut,
  });
  const focusField = useCallback(() => field.current?.focus(), []);
  useShortcuts({ onSlash: focusField, onEscape: stop });

  // A keyboard that slides up over the answer is no welcome on a touch screen.
  const focusUnlessTouch = useCallback(() => {
    if (!matchMedia(TOUCH).matches) focusField();
  }, [focusField]);
  useEffect(focusUnlessTouch, [focusUnlessTouch]);

  const actions: TurnActions = {
    onAsk: (question) => {
      ask(question, picked.choice);
      focusUnlessTouch();
    },
    onAskAgain: askAgain,
    onEdit: (question) => {
      setDraft(question);
      focusField();
    },
  };
  const sendDraft = (): void => {
    // The field knows first: its last key may be on its way to the draft still.
    const question = (field.current?.value ?? draft).trim();
    if (question === '' || isAsking) return;
    setDraft('');
    ask(question, picked.choice);
  };
  const startOver = (): void => {
    setDrawerOpen(false);
    startNew();
    focusUnlessTouch();
  };

  const turns = thread.turns;
  const announcement = announcementOf(turns.at(-1), strings.answer.working, strings.answer.stopped);
  const foot = useMemo(
    () => <PanelFoot me={me} theme={theme} onLeave={onLeave} />,
    [me, theme.theme, onLeave],
  );
  const panel = (head: ComponentChildren) => (
    <HistoryPanel
      conversations={conversations}
      currentId={thread.conversationId}
      onOpen={(id) => {
        setDrawerOpen(false);
        open(id);
      }}
      onNew={startOver}
      onRemoved={(id) => {
        if (id === thread.conversationId) startNew();
      }}
      head={head}
      foot={foot}
    />
  );

  return (
    <div class="shell">
      <a class="visually-hidden-focusable skip" href="#question">
        {strings.skipToQuestion}
      </a>
      {isWide ? (
        <aside class="side">{panel(<Brand />)}</aside>
      ) : (
        <HistoryDrawer isOpen={isDrawerOpen} onClose={() => setDrawerOpen(false)}>
          {panel(<DrawerHead onClose={() => setDrawerOpen(false)} />)}
        </HistoryDrawer>
      )}
      <main class="main">
        <header class="bar">
          {isWide ? null : (
            <button
              type="button"
              class="btn btn-icon"
              aria-label={strings.history.open}
              aria-haspopup="dialog"
              onClick={() => setDrawerOpen(true)}
            >
              <MenuIcon />
            </button>
          )}
          <ScopePicker options={options} picked={picked} onPick={pick} />
          {me.asOf === null ? null : (
            <p class="bar-day mb-0">{strings.answer.dataAsOf(formatDay(me.asOf))}</p>
          )}
          {isWide ? null : (
            <button
              type="button"
              class="btn btn-icon"
              aria-label={strings.history.startNew}
              onClick={startOver}
            >
              <PlusIcon />
            </button>
          )}
        </header>
        <div class="scroll">
          {opening.state === 'loading' ? (
            <p class="opening" role="status">
              {strings.history.opening}
            </p>
          ) : turns.length > 0 ? (
            <Thread turns={turns} options={options} examples={me.examples} actions={actions} />
          ) : (
            <>
              {opening.state === 'failed' ? (
                <p class="opening alert alert-warning" role="alert">
                  {opening.message}
                </p>
              ) : null}
              <Welcome me={me} hasAccounts={view.accounts.length > 0} onAsk={actions.onAsk} />
            </>
          )}
        </div>
        <Composer
          field={field}
          draft={draft}
          isAsking={isAsking}
          onDraft={setDraft}
          onSend={sendDraft}
          onStop={stop}
        />
      </main>
      <div class="visually-hidden" role="status" aria-live="polite" data-announcement="">
        {announcement}
      </div>
    </div>
  );
}

function Brand() {
  return (
    <p class="brand">
      <Mark />
      {strings.product}
    </p>
  );
}

function DrawerHead({ onClose }: { onClose: () => void }) {
  return (
    <div class="drawer-head">
      <Brand />
      <button type="button" class="btn btn-icon" aria-label={strings.history.close} onClick={onClose}>
        <CloseIcon />
      </button>
    </div>
  );
}

interface PanelFootProps {
  readonly me: Me;
  readonly theme: ThemeSwitch;
  readonly onLeave: () => Promise<void>;
}

function PanelFoot({ me, theme, onLeave }: PanelFootProps) {
  return (
    <div class="person">
      <span class="person-name">
        {me.name}
        {me.role === me.name.toLowerCase() ? null : <span class="person-role">{me.role}</span>}
      </span>
      <ThemeButton {...theme} />
      <button
        type="button"
        class="btn btn-icon"
        aria-label={strings.signIn.signOut}
        title={strings.signIn.signOut}
        onClick={() => void onLeave()}
      >
        <SignOutIcon />
      </button>
    </div>
  );
}
