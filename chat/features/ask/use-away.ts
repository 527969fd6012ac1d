import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Two screens above and below: what one scrolls to next is there when it comes. */
const MARGIN = '200% 0px';

/** A turn that is out of sight; `height` is what it took when it was drawn, in px, null when it never was. */
export interface Away {
  readonly height: number | null;
}

/**
 * Whether `place` is far out of sight, so that it need not be drawn. `startsAway`: nobody looks at it when it comes.
 * What holds the focus is never away.
 */
export function useAway(place: RefObject<HTMLElement | null>, startsAway: boolean): Away | null {
  const isWatched = typeof IntersectionObserver !== 'undefined';
  const [away, setAway] = useState<Away | null>(startsAway && isWatched ? { height: null } : null);
  useEffect(() => {
    const target = place.current;
    if (!target || !isWatched) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1);
        if (!entry) return;
        if (entry.isIntersecting) setAway(null);
        else if (!target.contains(document.activeElement)) {
          setAway((held) => held ?? { height: entry.boundingClientRect.height });
        }
      },
      // The margin counts only for what scrolls itself.
      { root: target.closest('.scroll'), rootMargin: MARGIN },
    );
    observer.observe(target);
    return () => observer.disconnect();
  }, [place, isWatched]);
  return away;
}
