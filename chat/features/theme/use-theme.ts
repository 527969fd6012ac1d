import { useEffect, useState } from 'preact/hooks';
import { applyTheme, onSystemTheme, rememberedTheme, rememberTheme, type Theme } from './theme.ts';

export interface ThemeSwitch {
  readonly theme: Theme;
  readonly toggle: () => void;
}

export function useTheme(): ThemeSwitch {
  const [theme, setTheme] = useState<Theme>(() => applyTheme(rememberedTheme()));
  useEffect(() => onSystemTheme(() => setTheme(applyTheme(rememberedTheme()))), []);
  const toggle = (): void => {
    const next: Theme = theme === 'dark' ? 'light' : 'dark';
    rememberTheme(next);
    setTheme(applyTheme(next));
  };
  return { theme, toggle };
}
