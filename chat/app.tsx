import { useEffect, useState } from 'preact/hooks';
import type { Me } from '../src/api/contract.ts';
import type { OfferedVocabulary } from '../src/vocabulary/offer.ts';
import { fetchVocabulary, type View } from './api/client.ts';
import { onAddressChange, placeInAddress, type PlaceName } from './features/ask/address.ts';
import { BoardPage } from './features/board/board-page.tsx';
import { ChatPage } from './features/ask/chat-page.tsx';
import { LazyPage } from './features/frame/lazy-page.tsx';
import { Frame } from './features/frame/frame.tsx';
import { useConversations } from './features/history/use-conversations.ts';
import { OverviewPage } from './features/overview/overview-page.tsx';
import { useScope } from './features/scope/use-scope.ts';
import { LoadingNotice, SignInNotice, UnreachableNotice } from './features/session/notice.tsx';
import { type SessionControl, useSession } from './features/session/use-session.ts';
import { type ThemeSwitch, useTheme } from './features/theme/use-theme.ts';
import { kept } from './parts/keep.ts';

export function App() {
  const theme = useTheme();
  const control = useSession();
  const { session, refresh } = control;
  switch (session.state) {
    case 'loading':
      return <LoadingNotice />;
    case 'signed-out':
      return <SignInNotice hasDraft={kept('draft') !== null} onRetry={refresh} />;
    case 'unreachable':
      return <UnreachableNotice detail={session.problem.message} onRetry={refresh} />;
    case 'open':
      break;
  }
  return <SignedIn me={session.me} view={session.view} theme={theme} control={control} />;
}

interface SignedInProps {
  readonly me: Me;
  readonly view: View;
  readonly theme: ThemeSwitch;
  readonly control: SessionControl;
}

function SignedIn({ me, view, theme, control }: SignedInProps) {
  const { ended, leave } = control;
  const conversations = useConversations(ended);
  const scope = useScope(view);
  const vocabulary = useVocabulary();
  const place = usePlace();
  return (
    <Frame me={me} theme={theme} conversations={conversations} onLeave={leave}>
      {(menu) => {
        const common = { me, scope, menu, onEnded: ended };
        if (place === 'overview') return <OverviewPage {...common} />;
        if (place === 'board') return <BoardPage {...common} />;
        if (place !== 'ask') return <LazyPage name={place} {...common} />;
        return (
          <ChatPage
            {...common}
            view={view}
            vocabulary={vocabulary}
            past={conversations.items ?? []}
            onToggleTheme={theme.toggle}
            onAnswered={conversations.refresh}
            onLeave={() => void leave()}
          />
        );
      }}
    </Frame>
  );
}

/** What the parts of an answer can be exchanged for; without it answers are shown all the same. */
function useVocabulary(): OfferedVocabulary | null {
  const [vocabulary, setVocabulary] = useState<OfferedVocabulary | null>(null);
  useEffect(() => {
    fetchVocabulary().then(setVocabulary, () => undefined);
  }, []);
  return vocabulary;
}

/** Where the reader is; renders anew whenever the address changes. */
function usePlace(): PlaceName {
  const [, setHash] = useState(() => location.hash);
  useEffect(() => onAddressChange(() => setHash(location.hash)), []);
  return placeInAddress();
}
