import type { ComponentChildren } from 'preact';
import { RefreshIcon } from './icons.tsx';
import { strings } from '../strings.ts';

interface PageBodyProps {
  readonly title: string;
  /** Opens what stands beside the page, on a narrow screen. */
  readonly menu: ComponentChildren;
  readonly onRefresh?: () => void;
  readonly children: ComponentChildren;
}

/** A page beside the chat: its name above, what it shows below. */
export function PageBody({ title, menu, onRefresh, children }: PageBodyProps) {
  return (
    <main class="main is-page">
      <header class="bar is-wide">
        {menu}
        <h1 class="page-title is-bar">{title}</h1>
        {onRefresh ? (
          <button
            type="button"
            class="btn btn-icon"
            aria-label={strings.operations.again}
            title={strings.operations.again}
            onClick={onRefresh}
          >
            <RefreshIcon />
          </button>
        ) : null}
      </header>
      <div class="scroll">
        <div class="overview stack">{children}</div>
      </div>
    </main>
  );
}
