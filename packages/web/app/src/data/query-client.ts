import { QueryCache, QueryClient } from '@tanstack/react-query';
import { Problem } from './problem.js';

/** Whether asking again may help: there was no answer, or the server had trouble. */
function worthAnotherTry(failures: number, error: Error): boolean {
  const status = error instanceof Problem ? error.status : 0;
  return failures < 3 && (status === 0 || status >= 500);
}

/** What the pages know of the server. Events say what is out of date, so nothing is asked for again by itself. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, { queryKey: [first] }) => {
        // The session has ended: whoever looks is asked to log in again, at the same address.
        const ended = error instanceof Problem && error.status === 401 && first !== 'session';
        if (ended) void client.invalidateQueries({ queryKey: ['session'] });
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: worthAnotherTry,
        retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 5000),
        refetchOnWindowFocus: true,
        // Loopback works without a network.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}
