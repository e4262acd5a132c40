import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { destinations } from './routes.js';

/** How long `g` waits for the key of a page. */
const chordMs = 1500;

/**
 * The keys of the dashboard: `/` to the search of the page, `?` for the list of keys, `g` and a letter to a page. They
 * do nothing while something is typed or a dialog is open.
 */
export function useKeys(showKeys: () => void): void {
  const [, navigate] = useLocation();
  const chord = useRef(0);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target))
        return;
      const destination = destinations.find(({ key }) => key === event.key);
      if (destination !== undefined && Date.now() - chord.current < chordMs) navigate(destination.path);
      else if (event.key === '?') showKeys();
      else if (event.key === '/') search();
      else {
        chord.current = event.key === 'g' ? Date.now() : 0;
        return;
      }
      chord.current = 0;
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [navigate, showKeys]);
}

function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"]') !== null) return true;
  return (
    target instanceof HTMLElement && target.closest('input:not([type=checkbox]), textarea, select') !== null
  );
}

/** The search of the page, else that of the frame. */
function search(): void {
  const field = document.querySelector<HTMLInputElement>('main [type=search], .quick-find [type=search]');
  const own = document.querySelector<HTMLInputElement>('main [type=search]');
  (own ?? field)?.focus();
}
