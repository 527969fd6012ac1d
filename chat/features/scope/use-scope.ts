import { useCallback, useMemo, useState } from 'preact/hooks';
import type { View } from '../../api/client.ts';
import { keep, kept } from '../../parts/keep.ts';
import { scopeOptions, type ScopeOption } from './scope-options.ts';

export interface ScopeControl {
  readonly options: readonly ScopeOption[];
  readonly picked: ScopeOption;
  readonly pick: (option: ScopeOption) => void;
}

function nameOf({ kind, id }: ScopeOption): string {
  return `${kind}/${id}`;
}

/** What the questions are about: everything, until something is picked; kept over a reload of this tab. */
export function useScope(view: View): ScopeControl {
  const options = useMemo(() => scopeOptions(view), [view]);
  const [name, setName] = useState(() => kept('scope'));
  const pick = useCallback((option: ScopeOption) => {
    keep('scope', option.kind === 'everything' ? null : nameOf(option));
    setName(nameOf(option));
  }, []);
  const everything = options[0];
  // scopeOptions always begins with everything in view.
  if (!everything) throw new Error('nothing to pick from');
  return { options, picked: options.find((option) => nameOf(option) === name) ?? everything, pick };
}
