import { useCallback } from 'react';
import { useSearchParams } from 'wouter';

/** What a page is narrowed by, as its address has it, and how to change one part of it ('' for none). */
export function useFilter(): [URLSearchParams, (name: string, value: string) => void] {
  const [parameters, setParameters] = useSearchParams();
  const change = useCallback(
    (name: string, value: string) => {
      // Each letter that is typed is no place to go back to.
      setParameters(
        (before) => {
          const after = new URLSearchParams(before);
          if (value === '') after.delete(name);
          else after.set(name, value);
          return after;
        },
        { replace: true },
      );
    },
    [setParameters],
  );
  return [parameters, change];
}
