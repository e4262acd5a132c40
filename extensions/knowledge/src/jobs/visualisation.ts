import { relative } from 'node:path';
import { inject, Job, type JobContext, JobResult } from '@infra/traits';
import { drawMap, mapPage } from '../map/draw-map.js';
import { layOut, type Likeness, likenesses } from '../map/lay-out.js';
import { mapFiles, writeWhole } from '../map/write-map.js';
import { ofSource } from '../parameters.js';
import { KNOWLEDGE_SETTINGS, type KnowledgeSettings, sourceOf } from '../settings.js';
import { type DocumentTerms, SearchStore } from '../store/search-store.js';
import { termVectors } from '../tags/term-vectors.js';

const parameters = ofSource;

/** What a run of `visualisation` wrote. */
export interface DrawnMap {
  readonly source: string;
  readonly pages: number;
  /** Pairs of pages that are joined by a line. */
  readonly ties: number;
  /** From the host's folder. */
  readonly files: readonly string[];
}

// Every page is compared with every other.
const mostPages = 2_000;

/** Draws the indexed pages of a source as a map on which those that are alike lie close together. */
@Job({
  name: 'visualisation',
  description: 'Draws the indexed pages of a source as a map: those that are alike lie close together',
  tags: ['cloud'],
  parameters,
  subject: 'source',
  chain: { after: ['index_offline'] },
})
export class Visualisation {
  readonly #settings: KnowledgeSettings;

  constructor(@inject(KNOWLEDGE_SETTINGS) settings: KnowledgeSettings) {
    this.#settings = settings;
  }

  async execute(context: JobContext<typeof parameters>): Promise<JobResult<DrawnMap>> {
    const { source } = context.parameters;
    sourceOf(this.#settings, source);
    const documents = await new SearchStore(context.db).terms(source, mostPages + 1);
    if (documents.length > mostPages) {
      context.logger.warn(`only the first ${mostPages} pages are drawn`);
      documents.length = mostPages;
    }
    const ties = likenesses(termVectors(documents.map(({ terms }) => terms)));
    const places = await layOut(documents.length, ties, context.signal);
    const plan = { source, pages: pagesOf(documents, ties), places, ties };
    const files = mapFiles(this.#settings, source);
    await writeWhole(files.svg, drawMap(plan));
    await writeWhole(files.html, mapPage(plan));
    const written = [files.svg, files.html].map((path) => relative(this.#settings.hostDirectory, path));
    return JobResult.success()
      .withMessage(`Drew ${documents.length} page(s) of ${source} into ${written.join(' and ')}`)
      .withStats(documents.length, 0)
      .withOutput({ source, pages: documents.length, ties: ties.length, files: written });
  }
}

function pagesOf(documents: readonly DocumentTerms[], ties: readonly Likeness[]) {
  const alike = documents.map((): Likeness[] => []);
  for (const tie of ties) {
    alike[tie.one]?.push(tie);
    alike[tie.other]?.push(tie);
  }
  return documents.map(({ title, address, tags }, index) => ({
    title: title === '' ? address : title,
    address,
    tags,
    alike: (alike[index] ?? [])
      .sort((one, other) => other.weight - one.weight)
      .map((tie) => documents[tie.one === index ? tie.other : tie.one]?.title ?? ''),
  }));
}
