import { MoonIcon, SunIcon } from '../../parts/icons.tsx';
import { strings } from '../../strings.ts';
import type { ThemeSwitch } from './use-theme.ts';

export function ThemeButton({ theme, toggle }: ThemeSwitch) {
  const words = theme === 'dark' ? strings.theme.toLight : strings.theme.toDark;
  return (
    <button type="button" class="btn btn-icon" aria-label={words} title={words} onClick={toggle}>
      {theme === 'dark' ? <SunIcon /> : <MoonIcon />}
    </button>
  );
}
