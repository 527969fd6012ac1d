type KeptName = 'draft' | 'scope' | 'pending';

/**
 * What must outlive a reload of this tab. Storage may be refused (private windows, policies): then nothing is kept,
 * and the page works all the same.
 */
export function keep(name: KeptName, value: string | null): void {
  try {
    if (value === null || value === '') sessionStorage.removeItem(`askfolio.${name}`);
    else sessionStorage.setItem(`askfolio.${name}`, value);
  } catch {
    return;
  }
}

export function kept(name: KeptName): string | null {
  try {
    return sessionStorage.getItem(`askfolio.${name}`);
  } catch {
    return null;
  }
}
