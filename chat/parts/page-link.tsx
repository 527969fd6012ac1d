import type { ComponentChildren } from 'preact';
import { goTo } from '../features/ask/address.ts';

interface PageLinkProps {
  readonly hash: string;
  /** What those hear who do not see where it stands; absent: its own words. */
  readonly label?: string;
  readonly class?: string;
  readonly isCurrent?: boolean;
  /** Called before the page goes there. */
  readonly onGo?: () => void;
  readonly children: ComponentChildren;
}

/** A link to another place of the page: it opens in another tab like any other. */
export function PageLink({ hash, label, class: className, isCurrent, onGo, children }: PageLinkProps) {
  return (
    <a
      class={className}
      href={hash === '' ? '#/' : hash}
      aria-label={label}
      {...(isCurrent === true ? { 'aria-current': 'page' as const } : {})}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        onGo?.();
        goTo(hash);
      }}
    >
      {children}
    </a>
  );
}
