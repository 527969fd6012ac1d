import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { strings } from '../../strings.ts';

interface HistoryDrawerProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** The conversations on a narrow screen. A native modal dialog: it holds the focus, and Escape closes it. */
export function HistoryDrawer({ isOpen, onClose, children }: HistoryDrawerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (isOpen && !element.open) element.showModal();
    if (!isOpen && element.open) element.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      class="drawer"
      aria-label={strings.history.title}
      onClose={onClose}
      onClick={(event) => {
        // A click on the dialog itself is one on the ground beside the panel.
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div class="drawer-panel">{children}</div>
    </dialog>
  );
}
