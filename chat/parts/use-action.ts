import { useState } from 'preact/hooks';
import { asPageProblem } from '../api/problem.ts';

export interface Action {
  readonly isBusy: boolean;
  /** What went well, or wrong, the last time. */
  readonly said: { readonly kind: 'good' | 'bad'; readonly text: string } | null;
  /** Does it; `good` is said when it went well. */
  readonly run: (work: () => Promise<unknown>, good?: string) => Promise<boolean>;
}

/** Something that a press starts: busy meanwhile, and then what came of it in words. */
export function useAction(onSignedOut: () => void): Action {
  const [isBusy, setBusy] = useState(false);
  const [said, setSaid] = useState<Action['said']>(null);
  return {
    isBusy,
    said,
    run: async (work, good) => {
      setBusy(true);
      setSaid(null);
      try {
        await work();
        setSaid(good === undefined ? null : { kind: 'good', text: good });
        return true;
      } catch (thrown) {
        const problem = asPageProblem(thrown);
        if (problem.isSignedOut) onSignedOut();
        setSaid({ kind: 'bad', text: problem.message });
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}
