import { dirname, resolve } from 'node:path';
import type { ImportStore, TrackedImport } from '../store/import-store.js';
import { type ImportList, listOf, parseList, writeList } from './import-list.js';
import type { ImportRules } from './import-rules.js';
import type { ImportState } from './import-state.js';
import { keepList, readListFile, removeStaleLists } from './list-file.js';
import { ListUnusableError } from './list-unusable-error.js';

/** What is to be imported: exactly one of them is given. */
export interface ImportRequest {
  /** The path of a list, absolute. */
  readonly list?: string | undefined;
  readonly items?: readonly string[] | undefined;
  /** The id of a run, or `all`: what could not be imported by it. */
  readonly retryFailed?: string | undefined;
}

/** An import that has begun, perhaps in another run. */
export interface OpenedImport {
  readonly list: ImportList;
  /** Null for few items. */
  readonly tracked: TrackedImport | null;
}

/** More items than this are tracked and can be resumed; fewer are just imported, and begun anew. */
const mostUntracked = 50;

/**
 * Finds an import that has begun, or begins one.
 * @throws {ListUnusableError} when there is no list, or it is not the one any more that the import began with.
 */
export async function openImport(
  request: ImportRequest,
  run: { readonly id: string; readonly state: ImportState | null },
  { store, rules }: { readonly store: ImportStore; readonly rules: ImportRules },
): Promise<OpenedImport> {
  const begun = (await store.find(run.state?.import ?? run.id)) ?? trackedOf(run.state);
  if (begun !== null) {
    if (run.id !== begun.id) await store.track(begun, run.id);
    return { tracked: begun, list: await listAgain(begun, request) };
  }
  const { list, file } = await given(request, { store, rules });
  if (list.items.length <= mostUntracked) return { list, tracked: null };
  await Promise.all([removeStaleLists(rules.lists), store.removeStale()]);
  const { path, hash } = file ?? (await keepList(rules.lists, writeList(list.items)));
  const none = { position: 0, added: 0, changed: 0, unchanged: 0, failed: 0 };
  const tracked = { id: run.id, list: path, listHash: hash, total: list.items.length, ...none };
  await store.track(tracked, run.id);
  return { list, tracked };
}

/** What a later run has to know, should the import be removed from the database meanwhile. */
export function stateOf({ id, listHash, ...tracked }: TrackedImport): ImportState {
  return { import: id, list_hash: listHash, ...tracked };
}

function trackedOf(state: ImportState | null): TrackedImport | null {
  if (state === null) return null;
  const { import: id, list_hash: listHash, ...rest } = state;
  return { id, listHash, ...rest };
}

async function listAgain(begun: TrackedImport, { list: asked }: ImportRequest): Promise<ImportList> {
  // All is done but the record of it: the list may be gone.
  if (begun.position >= begun.total) return { items: [], duplicates: 0 };
  const anew = 'to import another list, start without resuming';
  if (asked !== undefined && asked !== begun.list) {
    throw new ListUnusableError(`import ${begun.id} is of the list ${begun.list}, not of ${asked}: ${anew}`);
  }
  const { text, hash, path } = await readListFile(begun.list);
  if (hash === begun.listHash) return parseList(text, dirname(path));
  throw new ListUnusableError(
    `the list ${path} is not the one any more that import ${begun.id} began with: put it back, or ${anew}`,
  );
}

async function given(
  { list, items, retryFailed }: ImportRequest,
  { store, rules }: { readonly store: ImportStore; readonly rules: ImportRules },
): Promise<{ list: ImportList; file: { path: string; hash: string } | null }> {
  if (list !== undefined) {
    const file = await readListFile(list);
    return { list: parseList(file.text, dirname(file.path)), file };
  }
  const { hostDirectory } = rules.places;
  if (items !== undefined) return { list: listOf(items, hostDirectory), file: null };
  const runId = retryFailed === undefined || retryFailed === 'all' ? null : retryFailed;
  const failed = await store.failures(runId);
  if (failed.length === 0 && runId !== null) {
    throw new ListUnusableError(`run ${runId} has left nothing that could not be imported`);
  }
  return {
    list: listOf(
      failed.map(({ item }) => item),
      resolve(hostDirectory),
    ),
    file: null,
  };
}
