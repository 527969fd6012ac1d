export type Theme = 'light' | 'dark';

const STORED_AS = 'askfolio.theme';
const DARK = '(prefers-color-scheme: dark)';

export function systemTheme(): Theme {
  return matchMedia(DARK).matches ? 'dark' : 'light';
}

/** The theme that was picked by hand, or null: as the system has it. */
export function rememberedTheme(): Theme | null {
  try {
    const stored = localStorage.getItem(STORED_AS);
    return stored === 'light' || stored === 'dark' ? stored : null;
  } catch {
    return null;
  }
}

/** Keeps a choice; one that equals the system's is forgotten, so that the page follows the system again. */
export function rememberTheme(theme: Theme): void {
  try {
    if (theme === systemTheme()) localStorage.removeItem(STORED_AS);
    else localStorage.setItem(STORED_AS, theme);
  } catch {
    return;
  }
}

export function applyTheme(picked: Theme | null): Theme {
  const theme = picked ?? systemTheme();
  document.documentElement.dataset['bsTheme'] = theme;
  return theme;
}

/** Calls back whenever the system's theme changes; returns what ends it. */
export function onSystemTheme(changed: () => void): () => void {
  const list = matchMedia(DARK);
  list.addEventListener('change', changed);
  return () => list.removeEventListener('change', changed);
}
