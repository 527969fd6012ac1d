import type { ResolvedScope } from '../scope.ts';
import type { Reach } from './name-index.ts';

/** The accounts that names in a question may reach: those in view of what was picked, and no others. */
export function reachOf(scope: ResolvedScope): Reach {
  if (scope.accounts === 'all') return { everything: true, has: () => true };
  const ids = new Set(scope.accounts);
  return { everything: false, has: (id) => ids.has(id) };
}
