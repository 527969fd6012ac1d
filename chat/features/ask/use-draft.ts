import { useCallback, useState } from 'preact/hooks';
import { keep, kept } from '../../parts/keep.ts';

export interface Draft {
  readonly draft: string;
  readonly setDraft: (draft: string) => void;
}

/** What is typed and not yet answered: it outlives a reload, a lost session and a lost connection. */
export function useDraft(): Draft {
  const [draft, setShown] = useState(() => kept('draft') ?? kept('pending') ?? '');
  const setDraft = useCallback((next: string) => {
    keep('draft', next);
    keep('pending', null);
    setShown(next);
  }, []);
  return { draft, setDraft };
}
