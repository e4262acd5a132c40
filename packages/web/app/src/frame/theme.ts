import { useState } from 'react';

/** As the viewer's system has it, or one of the two. */
export type Theme = 'system' | 'light' | 'dark';

const place = 'infra-theme';

function storedTheme(): Theme {
  const stored = localStorage.getItem(place);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** Shows the page in the theme that the viewer chose last time. */
export function applyStoredTheme(): void {
  apply(storedTheme());
}

/** The theme of the page, and what changes and remembers it. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(storedTheme);
  const choose = (next: Theme) => {
    setTheme(next);
    localStorage.setItem(place, next);
    apply(next);
  };
  return [theme, choose];
}
