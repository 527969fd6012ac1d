import { ChatPage } from './features/ask/chat-page.tsx';
import { LoadingNotice, SignInNotice, UnreachableNotice } from './features/session/notice.tsx';
import { useSession } from './features/session/use-session.ts';
import { useTheme } from './features/theme/use-theme.ts';
import { kept } from './parts/keep.ts';

export function App() {
  const theme = useTheme();
  const { session, refresh, ended, leave } = useSession();
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
  return <ChatPage me={session.me} view={session.view} theme={theme} onEnded={ended} onLeave={leave} />;
}
