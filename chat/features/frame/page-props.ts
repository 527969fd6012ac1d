import type { ComponentChildren } from 'preact';
import type { Me } from '../../../src/api/contract.ts';
import type { ScopeControl } from '../scope/use-scope.ts';

/** What every page beside the chat is given. */
export interface PageProps {
  readonly me: Me;
  readonly scope: ScopeControl;
  /** Opens what stands beside the page, on a narrow screen. */
  readonly menu: ComponentChildren;
  /** Called when the session turns out to be over. */
  readonly onEnded: () => void;
}
