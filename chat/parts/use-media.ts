import { useEffect, useState } from 'preact/hooks';

/** Whether the media query holds, kept up to date. */
export function useMedia(query: string): boolean {
  const [holds, setHolds] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const update = () => setHolds(list.matches);
    update();
    list.addEventListener('change', update);
    return () => list.removeEventListener('change', update);
  }, [query]);
  return holds;
}

/** From this width on the conversations stand beside the thread; below it they slide in. */
export const WIDE = '(min-width: 992px)';
