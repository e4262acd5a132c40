// Runs in the thread of DocumentThread: a file comes in, its document or the reason why there is none goes out.
import { registerHooks } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { MarkdownFile } from '../files/find-markdown-files.js';
import type { DocumentRow } from '../store/document-row.js';
import type { PrepareOptions } from './prepare-document.js';

/** What the thread is sent. */
export interface PrepareRequest {
  readonly file: MarkdownFile;
  readonly bytes: Uint8Array;
}

/** What it answers: `ready` once, then in the order of the requests. */
export type PrepareReply = 'ready' | FileReply;

type FileReply = { readonly row: DocumentRow } | { readonly reason: string };

// Started from source, without a build: Node strips the types, and is told what an import of .js stands for.
if (import.meta.url.endsWith('.ts')) {
  registerHooks({
    resolve: (specifier, context, next) => {
      const isOurs = specifier.startsWith('.') && context.parentURL?.endsWith('.ts') === true;
      return next(isOurs ? specifier.replace(/\.js$/, '.ts') : specifier, context);
    },
  });
}

const { prepareDocument } = await import('./prepare-document.js');
const { toDocumentRow } = await import('../store/document-row.js');
const { UnusableFileError } = await import('./unusable-file-error.js');
const options = workerData as PrepareOptions;
const port = parentPort;

port?.on('message', ({ file, bytes }: PrepareRequest) => {
  const reply = answer(file, bytes);
  port.postMessage(reply, 'row' in reply ? [reply.row.json.buffer as ArrayBuffer] : []);
});

port?.postMessage('ready');

function answer(file: MarkdownFile, bytes: Uint8Array): FileReply {
  try {
    return { row: toDocumentRow(prepareDocument(file, bytes, options)) };
  } catch (error) {
    if (error instanceof UnusableFileError) return { reason: error.message };
    // What a parser throws over one file (it ran out of stack, say) concerns that file only.
    return {
      reason: `cannot be read as Markdown: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}
