// Runs in the thread of DocumentThread: a file or a page comes in, what it makes or the reason why it makes nothing goes out.
import { registerHooks } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { MarkdownFile } from '../files/find-markdown-files.js';
import type { PageSource } from '../page/convert-page.js';
import type { DocumentRow } from '../store/document-row.js';
import type { PrepareOptions } from './prepare-document.js';

/** What the thread is sent: a file that a document is to be made of, or a page that a file is to be made of. */
export type PrepareRequest =
  | { readonly file: MarkdownFile; readonly bytes: Uint8Array }
  | { readonly page: PageSource };

/** What it answers: `ready` once, then in the order of the requests. */
export type PrepareReply = 'ready' | PreparedReply;

type PreparedReply =
  | { readonly row: DocumentRow }
  | { readonly markdown: string }
  | { readonly reason: string };

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
const { convertPage } = await import('../page/convert-page.js');
const { toDocumentRow } = await import('../store/document-row.js');
const { UnusableFileError } = await import('./unusable-file-error.js');
const options = workerData as PrepareOptions;
const port = parentPort;

port?.on('message', (request: PrepareRequest) => {
  const reply = answer(request);
  port.postMessage(reply, 'row' in reply ? [reply.row.json.buffer as ArrayBuffer] : []);
});

port?.postMessage('ready');

function answer(request: PrepareRequest): PreparedReply {
  try {
    if ('file' in request) {
      return { row: toDocumentRow(prepareDocument(request.file, request.bytes, options)) };
    }
    return { markdown: convertPage(request.page) };
  } catch (error) {
    if (error instanceof UnusableFileError) return { reason: error.message };
    // What a parser throws over one file (it ran out of stack, say) concerns that file only.
    const kind = 'file' in request ? 'Markdown' : 'a page';
    return { reason: `cannot be read as ${kind}: ${error instanceof Error ? error.message : String(error)}` };
  }
}
