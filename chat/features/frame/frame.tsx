import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Me } from '../../../src/api/contract.ts';
import { CloseIcon, Mark, MenuIcon, SignOutIcon } from '../../parts/icons.tsx';
import { useMedia, WIDE } from '../../parts/use-media.ts';
import { strings } from '../../strings.ts';
import {
  conversationAddress,
  conversationInAddress,
  goTo,
  pageAddress,
  placeInAddress,
} from '../ask/address.ts';
import { HistoryDrawer } from '../history/history-drawer.tsx';
import { HistoryPanel } from '../history/history-panel.tsx';
import type { ConversationsControl } from '../history/use-conversations.ts';
import { LanguageButton } from './language-button.tsx';
import { Nav } from './nav.tsx';
import { ThemeButton } from '../theme/theme-button.tsx';
import type { ThemeSwitch } from '../theme/use-theme.ts';

interface FrameProps {
  readonly me: Me;
  readonly theme: ThemeSwitch;
  readonly conversations: ConversationsControl;
  readonly onLeave: () => Promise<void>;
  /** The page's own part; `menu` opens what stands beside it, on a narrow screen. */
  readonly children: (menu: ComponentChildren) => ComponentChildren;
}

/** What every page has around it: where one can go, the conversations, who is signed in. */
export function Frame({ me, theme, conversations, onLeave, children }: FrameProps) {
  const isWide = useMedia(WIDE);
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const current = conversationInAddress();
  useEffect(() => setDrawerOpen(false), [current]);
  const go = (hash: string): void => {
    setDrawerOpen(false);
    goTo(hash);
  };
  const panel = (head: ComponentChildren) => (
    <HistoryPanel
      places={<Nav current={placeInAddress()} rights={me.rights} onGo={() => setDrawerOpen(false)} />}
      conversations={conversations}
      currentId={current}
      onOpen={(id) => go(conversationAddress(id))}
      onNew={() => go('')}
      mayShare={me.rights.includes('conversations.share')}
      onShare={(id) => go(pageAddress('sharing', id))}
      onRemoved={(id) => {
        if (id === current) goTo('');
      }}
      head={head}
      foot={<PanelFoot me={me} theme={theme} onLeave={onLeave} />}
    />
  );
  const menu = isWide ? null : (
    <button
      type="button"
      class="btn btn-icon"
      aria-label={strings.history.open}
      aria-haspopup="dialog"
      onClick={() => setDrawerOpen(true)}
    >
      <MenuIcon />
    </button>
  );
  return (
    <div class="shell">
      {isWide ? (
        <aside class="side">{panel(<Brand />)}</aside>
      ) : (
        <HistoryDrawer isOpen={isDrawerOpen} onClose={() => setDrawerOpen(false)}>
          {panel(<DrawerHead onClose={() => setDrawerOpen(false)} />)}
        </HistoryDrawer>
      )}
      {children(menu)}
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

function PanelFoot({ me, theme, onLeave }: Pick<FrameProps, 'me' | 'theme' | 'onLeave'>) {
  return (
    <div class="person">
      <a class="person-name" href="/account" title={strings.signIn.account}>
        {me.name}
        {me.role === me.name.toLowerCase() ? null : <span class="person-role">{me.role}</span>}
      </a>
      <LanguageButton />
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
