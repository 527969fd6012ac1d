const CONVERSATION = /^#\/c\/([0-9a-f-]{36})$/i;

/** The pages beside the question box. */
export const PAGES = [
  'overview',
  'board',
  'deliveries',
  'people',
  'sharing',
  'shared',
  'keys',
  'audit',
  'verified',
  'usage',
  'status',
] as const;
export type PlaceName = 'ask' | (typeof PAGES)[number];

const PLACE = /^#\/([a-z]+)(?:\/(.+))?$/;

/** Where the address says that the reader is. What it does not know is the question box. */
export function placeInAddress(): PlaceName {
  const name = PLACE.exec(location.hash)?.[1];
  return PAGES.find((page) => page === name) ?? 'ask';
}

/** What a page is about (`#/deliveries/<run>`); null: all of it. */
export function subjectInAddress(): string | null {
  const subject = PLACE.exec(location.hash)?.[2];
  try {
    return subject === undefined ? null : decodeURIComponent(subject);
  } catch {
    return null;
  }
}

export function pageAddress(page: PlaceName, subject: string | null = null): string {
  if (page === 'ask') return '';
  return subject === null ? `#/${page}` : `#/${page}/${encodeURIComponent(subject)}`;
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
