import { useEffect, useState } from 'preact/hooks';
import { strings } from '../strings.ts';
import { CheckIcon, CopyIcon } from './icons.tsx';

const CONFIRMED_MS = 2_000;

type CopyState = 'idle' | 'copied' | 'failed';

/** Copies what `text` gives when pressed, and says whether it worked. */
export function CopyButton({ label, text }: { label: string; text: () => string }) {
  const [state, setState] = useState<CopyState>('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => setState('idle'), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text());
      setState('copied');
    } catch {
      setState('failed');
    }
  };

  const words = { idle: label, copied: strings.answer.copied, failed: strings.answer.copyFailed }[state];
  return (
    <button type="button" class="btn btn-sm btn-quiet" onClick={() => void copy()}>
      {state === 'copied' ? <CheckIcon /> : <CopyIcon />}
      <span aria-live="polite">{words}</span>
    </button>
  );
}
