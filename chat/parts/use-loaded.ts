import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { asPageProblem } from '../api/problem.ts';

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'there'; readonly value: T }
  | { readonly state: 'failed'; readonly message: string };

export interface LoadControl<T> {
  readonly loaded: Loaded<T>;
  /** Loads anew; what is there stays meanwhile. */
  readonly reload: () => void;
}

interface LoadOptions {
  /** Loads anew by itself so often; null: only when it is told to. */
  readonly everyMs?: number | null;
  readonly onSignedOut: () => void;
}

/** Loads what `load` gives, again when it becomes another function. What fails after a success is not shown: it comes again. */
export function useLoaded<T>(
  load: () => Promise<T>,
  { everyMs = null, onSignedOut }: LoadOptions,
): LoadControl<T> {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const round = useRef(0);
  const attempt = useCallback(async (): Promise<void> => {
    round.current += 1;
    const mine = round.current;
    try {
      const value = await load();
      if (mine === round.current) setLoaded({ state: 'there', value });
    } catch (thrown) {
      if (mine !== round.current) return;
      const problem = asPageProblem(thrown);
      if (problem.isSignedOut) onSignedOut();
      setLoaded((held) => (held.state === 'there' ? held : { state: 'failed', message: problem.message }));
    }
  }, [load, onSignedOut]);
  useEffect(() => {
    setLoaded({ state: 'loading' });
    void attempt();
    return () => {
      round.current += 1;
    };
  }, [attempt]);
  useEffect(() => {
    if (everyMs === null) return undefined;
    // A page that nobody looks at asks for nothing.
    const timer = setInterval(() => {
      if (!document.hidden) void attempt();
    }, everyMs);
    return () => clearInterval(timer);
  }, [attempt, everyMs]);
  return { loaded, reload: () => void attempt() };
}
