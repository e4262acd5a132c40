import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** A fenced piece of a document. */
export interface CodeBlock {
  readonly document: string;
  /** What stands behind the opening fence. */
  readonly info: string;
  readonly code: string;
}

/** The repository's documents by their paths in it. */
export async function readDocuments(): Promise<ReadonlyMap<string, string>> {
  const inDocs = await readdir(join(repository, 'docs'), { recursive: true });
  const paths = [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'examples/README.md',
    ...inDocs.filter((path) => path.endsWith('.md')).map((path) => join('docs', path)),
  ];
  const texts = await Promise.all(paths.map((path) => readFile(join(repository, path), 'utf8')));
  return new Map(paths.map((path, index) => [path, texts[index] ?? '']));
}

export function codeBlocks(documents: ReadonlyMap<string, string>): CodeBlock[] {
  return [...documents].flatMap(([document, text]) =>
    [...text.matchAll(/^```(\S.*)\n([\s\S]*?)^```$/gm)].map(([, info = '', code = '']) => ({
      document,
      info,
      code,
    })),
  );
}

/** The prose of a document. */
export function withoutCode(document: string): string {
  return document.replaceAll(/^```[\s\S]*?^```$/gm, '').replaceAll(/`[^`\n]*`/g, '');
}

/** The anchors of a document's headings, as GitHub makes them. */
export function anchorsOf(document: string): string[] {
  return [...document.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
