const CONVERSATION = /^#\/c\/([0-9a-f-]{36})$/i;

/** The conversation that the address names (`#/c/<id>`), so that reload, bookmark and the back button find it. */
export function conversationInAddress(): string | null {
  return CONVERSATION.exec(location.hash)?.[1] ?? null;
}

export function showInAddress(conversationId: string | null): void {
  if (conversationInAddress() === conversationId) return;
  const hash = conversationId === null ? '' : `#/c/${conversationId}`;
  history.pushState(null, '', `${location.pathname}${location.search}${hash}`);
}

/** Calls back when the reader goes back or forward, or edits the address; returns what ends it. */
export function onAddressChange(changed: () => void): () => void {
  addEventListener('popstate', changed);
  addEventListener('hashchange', changed);
  return () => {
    removeEventListener('popstate', changed);
    removeEventListener('hashchange', changed);
  };
}
