import { useCallback, useEffect, useState } from 'preact/hooks';
import { asPageProblem } from '../api/problem.ts';
import { type Loaded, useLoaded } from './use-loaded.ts';

interface RowsPage<T> {
  readonly items: readonly T[];
  readonly next: number | null;
}

export interface PagesControl<T> {
  readonly loaded: Loaded<readonly T[]>;
  readonly reload: () => void;
  /** Adds the next page; null where there is none. */
  readonly more: (() => void) | null;
}

/** A listing that comes a page at a time. `load` is given where the page before ended; null for the first. */
export function usePages<T>(
  load: (from: number | null) => Promise<RowsPage<T>>,
  onSignedOut: () => void,
): PagesControl<T> {
  const first = useLoaded<RowsPage<T>>(
    useCallback(() => load(null), [load]),
    { onSignedOut },
  );
  const [further, setFurther] = useState<readonly RowsPage<T>[]>([]);
  const start = first.loaded;
  useEffect(() => setFurther([]), [start]);
  if (start.state !== 'there') return { loaded: start, reload: first.reload, more: null };
  const pages = [start.value, ...further];
  const next = pages.at(-1)?.next ?? null;
  return {
    loaded: { state: 'there', value: pages.flatMap(({ items }) => items) },
    reload: first.reload,
    more:
      next === null
        ? null
        : () => {
            load(next).then(
              (page) => setFurther((held) => [...held, page]),
              (thrown: unknown) => {
                // The button stays: a press tries again.
                if (asPageProblem(thrown).isSignedOut) onSignedOut();
              },
            );
          },
  };
}
