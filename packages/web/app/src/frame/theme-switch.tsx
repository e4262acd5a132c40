import { IconButton } from '../components/button.js';
import { type Theme, useTheme } from './theme.js';

const themes = {
  system: { next: 'light', icon: 'screen', word: 'as the system' },
  light: { next: 'dark', icon: 'sun', word: 'light' },
  dark: { next: 'system', icon: 'moon', word: 'dark' },
} as const satisfies Record<Theme, object>;

/** Goes from the system's theme to light, dark and back. */
export function ThemeSwitch() {
  const [theme, choose] = useTheme();
  const { next, icon, word } = themes[theme];
  return (
    <IconButton
      label={`Theme: ${word}. Change to ${themes[next].word}`}
      icon={icon}
      onClick={() => choose(next)}
    />
  );
}
