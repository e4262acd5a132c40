import { realpath, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { isMarkdown } from '../files/find-markdown-files.js';
import type { PublishedDocument } from '../store/publication-store.js';
import type { Address } from './address.js';

/** A file that a document shows or links to and that goes onto the site with it. */
export interface MediaFile {
  readonly address: Address;
  readonly absolute: string;
}

/** The pictures and other files that documents link to; each is looked for once. */
export class Media {
  readonly #hostDirectory: string;
  readonly #byPath = new Map<string, Promise<MediaFile | null>>();
  readonly #byAddress = new Map<Address, string>();

  constructor(hostDirectory: string) {
    this.#hostDirectory = hostDirectory;
  }

  /**
   * The file at a path within a document's content directory, or null when there is none. Hidden files, folders and what a
   * symbolic link leads to outside of the directory are none; nor is Markdown, whose source may be a draft's.
   */
  async find(document: PublishedDocument, pathInRoot: string): Promise<MediaFile | null> {
    const isHidden = pathInRoot.split('/').some((segment) => segment === '' || segment.startsWith('.'));
    if (isHidden || isMarkdown(pathInRoot)) return null;
    const root = resolve(this.#hostDirectory, document.root);
    const absolute = join(root, pathInRoot);
    const known = this.#byPath.get(absolute);
    if (known !== undefined) return await known;
    const found = this.#look(root, absolute, `media/${document.collection}/${pathInRoot}`);
    this.#byPath.set(absolute, found);
    return await found;
  }

  async #look(root: string, absolute: string, wanted: Address): Promise<MediaFile | null> {
    const [realRoot, real] = await Promise.all([realpath(root), realpath(absolute)]).catch(() => ['', '']);
    if (realRoot === undefined || real === undefined || !real.startsWith(realRoot + sep)) return null;
    if (!(await stat(real)).isFile()) return null;
    return { address: this.#addressFor(absolute, wanted), absolute: real };
  }

  /** Two directories of a collection may hold files of one name. */
  #addressFor(absolute: string, wanted: Address): Address {
    for (let count = 1; ; count += 1) {
      const address = count === 1 ? wanted : wanted.replace(/^media\/[^/]+/, `$&-${count}`);
      const holder = this.#byAddress.get(address);
      if (holder !== undefined && holder !== absolute) continue;
      this.#byAddress.set(address, absolute);
      return address;
    }
  }
}
