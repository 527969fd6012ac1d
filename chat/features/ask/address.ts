const CONVERSATION = /^#\/c\/([0-9a-f-]{36})$/i;

const PLACE = /^#\/(overview|board)\b/;

export type PlaceName = 'ask' | 'overview' | 'board';

/** Where the address says that the reader is. What it does not know is the question box. */
export function placeInAddress(): PlaceName {
  const name = PLACE.exec(location.hash)?.[1];
  return name === 'overview' || name === 'board' ? name : 'ask';
}

/** The conversation that the address names (`#/c/<id>`), so that reload, bookmark and the back button find it. */
export function conversationInAddress(): string | null {
  return CONVERSATION.exec(location.hash)?.[1] ?? null;
}

export function conversationAddress(conversationId: string): string {
  return `#/c/${conversationId}`;
}

export function showInAddress(conversationId: string | null): void {
  if (conversationInAddress() === conversationId) return;
  goTo(conversationId === null ? '' : conversationAddress(conversationId));
}

/** Goes to a place of the page by its hash; '' is the empty question box. */
export function goTo(hash: string): void {
  history.pushState(null, '', `${location.pathname}${location.search}${hash}`);
  dispatchEvent(new PopStateEvent('popstate'));
}

/** Calls back when the reader goes somewhere, back or forward, or edits the address; returns what ends it. */
export function onAddressChange(changed: () => void): () => void {
  addEventListener('popstate', changed);
  addEventListener('hashchange', changed);
  return () => {
    removeEventListener('popstate', changed);
    removeEventListener('hashchange', changed);
  };
}
