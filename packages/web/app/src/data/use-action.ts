import { useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import { useTell } from '../components/toast.js';
import { Problem } from './problem.js';
import { request } from './request.js';

interface Action<Input> {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string | ((input: Input) => string);
  readonly body?: (input: Input) => unknown;
}

interface Outcome<Input, Data> {
  /** The nouns whose lists are out of date afterwards: `runs`, `status`. */
  readonly touches: readonly string[];
  /** What the viewer is told; nothing when it returns null. */
  readonly tell?: (data: Data, input: Input) => string | null;
  /** Whether whoever calls shows a problem itself, such as a form; false by default: then a notice tells it. */
  readonly ownProblems?: boolean;
}

/** Something that a viewer does: asks the API, tells how it went, and has the lists that it touches read again. */
export function useAction<Input, Data = unknown>(
  { method, path, body }: Action<Input>,
  { touches, tell, ownProblems = false }: Outcome<Input, Data>,
): UseMutationResult<Data, Error, Input> {
  const queries = useQueryClient();
  const say = useTell();
  return useMutation({
    mutationFn: async (input: Input) => {
      const answer = await request<{ data: Data }>(
        method,
        typeof path === 'string' ? path : path(input),
        body === undefined ? {} : body(input),
      );
      return answer.data;
    },
    onSuccess: (data, input) => {
      const words = tell?.(data, input) ?? null;
      if (words !== null) say({ kind: 'good', title: words });
    },
    onError: (error) => {
      if (ownProblems) return;
      const hint = error instanceof Problem ? error.hint : null;
      say({ kind: 'bad', title: error.message, detail: hint });
    },
    onSettled: async () => {
      const nouns = new Set(['audit', ...touches]);
      await queries.invalidateQueries({
        predicate: ({ queryKey }) => nouns.has(String(queryKey[1])),
      });
    },
  });
}
