import { useEffect, useState } from 'preact/hooks';
import { fetchCompletions } from '../../api/client.ts';
import { strings } from '../../strings.ts';

/** Something to put in the question box's place, or to do. */
export interface Suggestion {
  readonly key: string;
  readonly label: string;
  readonly hint: string;
  /** What the box holds once it is taken; null: it is done at once. */
  readonly text: string | null;
  readonly run?: () => void;
}

export interface Shortcut {
  /** As it is typed: '/new'. */
  readonly name: string;
  readonly does: string;
  readonly run: () => void;
}

const WAIT_MS = 150;
const CHARS_MIN = 2;
const PAST_MAX = 2;

function shortcutsLike(draft: string, shortcuts: readonly Shortcut[]): readonly Suggestion[] {
  return shortcuts
    .filter(({ name }) => name.startsWith(draft.toLowerCase()))
    .map(({ name, does, run }) => ({ key: name, label: name, hint: does, text: null, run }));
}

function pastLike(draft: string, past: readonly string[]): readonly Suggestion[] {
  const wanted = draft.toLowerCase();
  return [...new Set(past)]
    .filter((question) => question.toLowerCase().startsWith(wanted) && question.length > draft.length)
    .slice(0, PAST_MAX)
    .map((text) => ({ key: `past ${text}`, label: text, hint: strings.completionKinds.past, text }));
}

async function completionsOf(draft: string, signal: AbortSignal): Promise<readonly Suggestion[]> {
  const items = await fetchCompletions(draft, signal);
  return items.map(({ text, kind, hint }) => ({
    key: text,
    label: text,
    hint: text.endsWith(hint) ? strings.completionKinds[kind] : hint,
    text,
  }));
}

/** What goes with what is being typed: shortcuts behind '/', otherwise past questions and ways to go on. */
export function useSuggestions(
  draft: string,
  shortcuts: readonly Shortcut[],
  past: readonly string[],
): readonly Suggestion[] {
  const [completions, setCompletions] = useState<readonly Suggestion[]>([]);
  const isShortcut = draft.startsWith('/');
  const isTyped = !isShortcut && draft.trim().length >= CHARS_MIN && !draft.includes('\n');

  useEffect(() => {
    setCompletions((held) => (held.length === 0 ? held : []));
    if (!isTyped) return undefined;
    const control = new AbortController();
    const timer = setTimeout(() => {
      // Without suggestions one types on.
      completionsOf(draft, control.signal).then(setCompletions, () => undefined);
    }, WAIT_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [draft, isTyped]);

  if (isShortcut) return shortcutsLike(draft, shortcuts);
  return isTyped ? [...pastLike(draft, past), ...completions] : [];
}
