import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ConversationSummary } from '../../../src/api/contract.ts';
import { deleteConversation, fetchConversations, renameConversation } from '../../api/client.ts';
import { asPageProblem } from '../../api/problem.ts';

export interface ConversationsControl {
  /** null: not known yet. */
  readonly items: readonly ConversationSummary[] | null;
  readonly hasFailed: boolean;
  readonly refresh: () => void;
  readonly rename: (id: string, title: string) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
}

export function useConversations(onSignedOut: () => void): ConversationsControl {
  const [items, setItems] = useState<readonly ConversationSummary[] | null>(null);
  const [hasFailed, setFailed] = useState(false);

  const attempt = useCallback(
    async (change: () => Promise<void>): Promise<void> => {
      try {
        await change();
        setItems(await fetchConversations());
        setFailed(false);
      } catch (thrown) {
        setFailed(true);
        if (asPageProblem(thrown).isSignedOut) onSignedOut();
      }
    },
    [onSignedOut],
  );
  const refresh = useCallback(() => void attempt(async () => undefined), [attempt]);
  useEffect(refresh, [refresh]);

  return {
    items,
    hasFailed,
    refresh,
    rename: (id, title) => attempt(() => renameConversation(id, title)),
    remove: (id) => attempt(() => deleteConversation(id)),
  };
}
