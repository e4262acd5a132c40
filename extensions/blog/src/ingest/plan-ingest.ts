import type { MarkdownFile } from '../files/find-markdown-files.js';
import type { KnownDocument } from '../store/document-store.js';

/** A file that has to be read and written, and the document that it continues. */
export interface PlannedWrite {
  readonly file: MarkdownFile;
  readonly change: 'added' | 'changed' | 'moved';
  readonly document: KnownDocument | null;
}

/** What a run has to do; everything that is not in it is unchanged. */
export interface IngestPlan {
  readonly writes: readonly PlannedWrite[];
  /** Same content, but another size or time on disk: noted, so that the next run need not read them. */
  readonly touched: readonly { readonly file: MarkdownFile; readonly document: KnownDocument }[];
  /** Documents whose files are gone. */
  readonly removed: readonly KnownDocument[];
  readonly unchanged: number;
}

export interface PlanInput {
  /** Those that can be read. */
  readonly files: readonly MarkdownFile[];
  /** What the database has of the directories that were looked at. */
  readonly known: readonly KnownDocument[];
  /** Whether a path without a file means that the document is gone. */
  readonly isGone: (path: string) => boolean;
  readonly recipe: string;
}

/** The files whose content has to be hashed before {@link planIngest} can tell what became of them. */
export function filesToHash(input: PlanInput): MarkdownFile[] {
  const { byPath, vanished } = compare(input);
  return input.files.filter((file) => {
    const document = byPath.get(file.path);
    if (document === undefined) return vanished.length > 0;
    return isCurrent(document, file, input.recipe) && !sameOnDisk(document, file);
  });
}

/** Decides what became of each file and each document. Pure: `hashes` is by path, of {@link filesToHash}. */
export function planIngest(input: PlanInput, hashes: ReadonlyMap<string, string>): IngestPlan {
  const { byPath, vanished } = compare(input);
  const departed = new Departed(vanished);
  const writes: PlannedWrite[] = [];
  const touched: { file: MarkdownFile; document: KnownDocument }[] = [];
  for (const file of input.files) {
    const document = byPath.get(file.path) ?? null;
    const hash = hashes.get(file.path);
    if (document === null) {
      const moved = hash === undefined ? null : departed.take(hash, file);
      writes.push({ file, change: moved === null ? 'added' : 'moved', document: moved });
    } else if (!isCurrent(document, file, input.recipe)) {
      writes.push({ file, change: 'changed', document });
    } else if (!sameOnDisk(document, file)) {
      if (hash === document.contentHash) touched.push({ file, document });
      else writes.push({ file, change: 'changed', document });
    }
  }
  return { writes, touched, removed: departed.left(), unchanged: input.files.length - writes.length };
}

function compare({ files, known, isGone }: PlanInput) {
  const byPath = new Map(known.map((document) => [document.path, document]));
  const present = new Set(files.map((file) => file.path));
  return { byPath, vanished: known.filter(({ path }) => !present.has(path) && isGone(path)) };
}

function isCurrent(document: KnownDocument, file: MarkdownFile, recipe: string): boolean {
  return document.recipe === recipe && document.collection === file.collection;
}

// The time of the last change of the inode catches what restores the other time: tar, rsync -t, touch -r.
function sameOnDisk(document: KnownDocument, file: MarkdownFile): boolean {
  return (
    document.size === file.size &&
    document.modifiedUs === file.modifiedUs &&
    document.changedUs === file.changedUs
  );
}

/** Documents without a file, each of which one new file with the same content may continue. */
class Departed {
  readonly #byHash: Map<string, KnownDocument[]>;

  constructor(documents: readonly KnownDocument[]) {
    this.#byHash = Map.groupBy(documents, ({ contentHash }) => contentHash);
  }

  /** Prefers the one whose file had the same name. */
  take(hash: string, file: MarkdownFile): KnownDocument | null {
    const candidates = this.#byHash.get(hash) ?? [];
    const sameName = candidates.findIndex(({ path }) => nameOf(path) === nameOf(file.path));
    const [taken] = candidates.splice(Math.max(sameName, 0), 1);
    return taken ?? null;
  }

  left(): KnownDocument[] {
    return [...this.#byHash.values()].flat();
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
