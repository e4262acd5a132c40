import { useMutation, type UseMutationResult, useQueryClient } from '@tanstack/react-query';
import { type Notice, useTell } from '../components/toast.js';
import { Problem } from './problem.js';
import { request } from './request.js';

interface Action<Input> {
  readonly method: 'POST' | 'PUT' | 'DELETE';
  readonly path: string | ((input: Input) => string);
  readonly body?: (input: Input) => unknown;
}

interface Outcome<Input, Data> {
  /** The nouns whose lists are out of date afterwards: `runs`, `status`. */
  readonly touches: readonly string[];
  /** What the viewer is told; nothing when it returns null. */
  readonly tell?: (data: Data, input: Input) => string | Notice | null;
  /** Whether whoever calls shows a problem itself, such as a form; false by default: then a notice tells it. */
  readonly ownProblems?: boolean;
}

/** Something that a viewer does with one request: tells how it went, and has the lists that it touches read again. */
export function useAction<Input, Data = unknown>(
  { method, path, body }: Action<Input>,
  outcome: Outcome<Input, Data>,
): UseMutationResult<Data, Error, Input> {
  return useDeed(async (input: Input) => {
    const address = typeof path === 'string' ? path : path(input);
    return (await request<{ data: Data }>(method, address, body === undefined ? {} : body(input))).data;
  }, outcome);
}

/** What every action does beside its request. */
function useDeed<Input, Data>(
  act: (input: Input) => Promise<Data>,
  { touches, tell, ownProblems = false }: Outcome<Input, Data>,
): UseMutationResult<Data, Error, Input> {
  const queries = useQueryClient();
  const say = useTell();
  return useMutation({
    mutationFn: act,
    onSuccess: (data, input) => {
      const words = tell?.(data, input) ?? null;
      if (words !== null) say(typeof words === 'string' ? { kind: 'good', title: words } : words);
    },
    onError: (error) => {
      if (!ownProblems) say({ kind: 'bad', title: error.message, detail: hintOf(error) });
    },
    onSettled: async () => {
      const nouns = new Set(['audit', ...touches]);
      await queries.invalidateQueries({ predicate: ({ queryKey }) => nouns.has(String(queryKey[1])) });
    },
  });
}

function hintOf(error: Error): string | null {
  return error instanceof Problem ? error.hint : null;
}
