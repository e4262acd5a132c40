import { useQueryClient } from '@tanstack/react-query';
import { useTell } from '../../components/toast.js';
import type { DataOf } from '../../data/artifacts.js';
import { Problem } from '../../data/problem.js';
import { request } from '../../data/request.js';
import { outcomeInWords } from './resolutions.js';

/** Which failures: some by their ids, or all unresolved ones of a kind. */
export type Selection =
  | { readonly ids: readonly string[] }
  | { readonly all: true; readonly fingerprint: string };

/** What is done about failures. */
export type Resolution = 'resubmit' | 'delete';

type Answer = { readonly data: DataOf<'failures resubmit'> | DataOf<'failures delete'> };

/** The most ids that one request may name. */
const mostIds = 500;

/**
 * Resolves failures, one selection after the other, and tells how it went.
 * @throws {Problem} after it was told.
 */
export function useResolve(): (resolution: Resolution, selections: readonly Selection[]) => Promise<void> {
  const queries = useQueryClient();
  const tell = useTell();
  return async (resolution, selections) => {
    const done = { total: 0, refused: [] as { id: string; reason: string }[] };
    try {
      for (const selection of selections.flatMap(inParts)) {
        const { data } = await request<Answer>('POST', `/api/failures/${resolution}`, { selection });
        done.total += data.total;
        done.refused.push(...data.refused);
      }
      const { title, detail } = outcomeInWords(resolution, done);
      tell({ kind: done.refused.length === 0 ? 'good' : 'bad', title, detail });
    } catch (error) {
      const hint = error instanceof Problem ? error.hint : null;
      tell({ kind: 'bad', title: error instanceof Error ? error.message : String(error), detail: hint });
      throw error;
    } finally {
      const touched = new Set(['failures', 'runs', 'status', 'jobs', 'audit']);
      await queries.invalidateQueries({ predicate: ({ queryKey }) => touched.has(String(queryKey[1])) });
    }
  };
}

function inParts(selection: Selection): Selection[] {
  if (!('ids' in selection)) return [selection];
  const parts = Math.ceil(selection.ids.length / mostIds);
  return Array.from({ length: parts }, (_, part) => ({
    ids: selection.ids.slice(part * mostIds, (part + 1) * mostIds),
  }));
}
