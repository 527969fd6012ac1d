import { useEffect, useRef } from 'preact/hooks';

interface Shortcuts {
  readonly onSlash: () => void;
  readonly onEscape: () => void;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}

/** `/` and Escape anywhere on the page, unless what has the focus has its own use for them. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  current.current = shortcuts;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Escape') {
        current.current.onEscape();
      } else if (event.key === '/' && !isTyping(event.target)) {
        event.preventDefault();
        current.current.onSlash();
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
