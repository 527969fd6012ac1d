import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** One screen above and one below: what one scrolls to next is there when it comes. */
const MARGIN = '100% 0px';

/** Whether something is in view or about to be: what is far away need not be kept drawn. */
export function useNear(place: RefObject<HTMLElement | null>): boolean {
  const [isNear, setNear] = useState(typeof IntersectionObserver === 'undefined');
  useEffect(() => {
    const target = place.current;
    if (!target || typeof IntersectionObserver === 'undefined') return undefined;
    const observer = new IntersectionObserver(
      (entries) => setNear(entries.at(-1)?.isIntersecting ?? false),
      // The margin counts only for what scrolls itself.
      { root: target.closest('.scroll'), rootMargin: MARGIN },
    );
    observer.observe(target);
    return () => observer.disconnect();
  }, [place]);
  return isNear;
}
