import type { ConversationShare, SharedEntry, SharedTurn } from '../../src/vocabulary/shared-conversation.ts';
import { read, readItems, request, send } from './client.ts';

const sharesPlace = (id: string): string => `/conversations/${encodeURIComponent(id)}/shares`;

/** The colleagues who may read a conversation of one's own. */
export function fetchShares(id: string): Promise<readonly ConversationShare[]> {
  return readItems(sharesPlace(id));
}

export async function shareConversation(id: string, user: string): Promise<void> {
  await send('POST', sharesPlace(id), { user });
}

export async function unshareConversation(id: string, user: string): Promise<void> {
  await request(`${sharesPlace(id)}/${encodeURIComponent(user)}`, { method: 'DELETE' });
}

/** What colleagues let one read. */
export function fetchSharedConversations(): Promise<readonly SharedEntry[]> {
  return readItems('/shared-conversations');
}

export interface SharedConversation {
  readonly by: SharedEntry['by'];
  readonly turns: readonly SharedTurn[];
}

export function fetchSharedConversation(id: string): Promise<SharedConversation> {
  return read(`/shared-conversations/${encodeURIComponent(id)}`);
}
