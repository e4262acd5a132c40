import { StringDecoder } from 'node:string_decoder';
import type { OutputStream } from './log-index.js';
import type { Output } from './log-reader.js';

/** A line of a command's output, without its line break. */
export interface OutputLine {
  /** Milliseconds since the epoch, when its beginning was read. */
  readonly at: number;
  readonly stream: OutputStream;
  readonly text: string;
}

/** Characters after which a line is told though it has no end: some programs never print one. */
const longestLine = 1_000_000;

/** Makes lines of output: a line that both streams interrupt stays whole, and is told when its end comes. */
export class OutputLines {
  readonly #open = new Map<OutputStream, { at: number; text: string; readonly decoder: StringDecoder }>();

  /** The lines that end in this output. */
  take({ at, stream, bytes }: Output): OutputLine[] {
    const open = this.#open.get(stream) ?? { at, text: '', decoder: new StringDecoder('utf8') };
    this.#open.set(stream, open);
    if (open.text === '') open.at = at;
    const texts = (open.text + open.decoder.write(bytes)).split('\n');
    open.text = texts.pop() ?? '';
    const lines = texts.map((text, number) => ({ at: number === 0 ? open.at : at, stream, text }));
    if (texts.length > 0) open.at = at;
    return open.text.length < longestLine ? lines : [...lines, ...this.#tell(stream)];
  }

  /** What has come without its end, when nothing more will. */
  rest(): OutputLine[] {
    return [...this.#open.keys()].flatMap((stream) => this.#tell(stream));
  }

  #tell(stream: OutputStream): OutputLine[] {
    const open = this.#open.get(stream);
    if (open === undefined || open.text === '') return [];
    const line = { at: open.at, stream, text: open.text };
    open.text = '';
    return [line];
  }
}
