import { Job, type JobContext, JobResult } from '@infra/traits';
import { z } from 'zod';
import { force, source } from '../parameters.js';
import { SearchStore } from '../store/search-store.js';
import { TagStore } from '../store/tag-store.js';
import { suggestTags } from '../tags/suggest-tags.js';

const parameters = z.strictObject({
  source,
  force,
  most: z.int().min(1).max(20).default(5).describe('how many tags are suggested for a page at most'),
});

/** What a run of `suggest_tags` did. */
export interface SuggestedTags {
  readonly source: string;
  /** Pages that were looked at. */
  readonly pages: number;
  /** Of them, those that got a suggestion. */
  readonly with_suggestions: number;
  /** Suggestions in all. */
  readonly suggestions: number;
}

// Of one source, in memory at once.
const mostDocuments = 20_000;

/** Suggests, for each indexed page that changed, tags that pages like it have. */
@Job({
  name: 'suggest_tags',
  description: 'Suggests, for each indexed page that changed, tags that pages like it have',
  tags: ['maintenance'],
  parameters,
  subject: 'source',
  chain: { after: ['index_offline'] },
})
export class SuggestTags {
  async execute(context: JobContext<typeof parameters>): Promise<JobResult<SuggestedTags>> {
    const { source, force, most } = context.parameters;
    const store = new TagStore(context.db);
    const due = force ? null : await store.due(source);
    // All pages are held against each other; where none is due, none is read.
    const documents = due?.size === 0 ? [] : await new SearchStore(context.db).terms(source, mostDocuments);
    const wanted = documents.flatMap(({ id }, index) => (due?.has(id) === false ? [] : [index]));
    const suggested = suggestTags(documents, new Set(wanted), most);
    context.signal.throwIfAborted();
    const rows = documents.flatMap(({ id, contentHash: hash }, index) => {
      const suggestions = suggested.get(index);
      return suggestions === undefined ? [] : [{ id, hash, suggestions }];
    });
    if (rows.length > 0) await store.store(source, rows);
    const having = rows.filter(({ suggestions }) => suggestions.length > 0);
    const suggestions = having.reduce((sum, row) => sum + row.suggestions.length, 0);
    return JobResult.success()
      .withMessage(
        `Suggested ${suggestions} tag(s) for ${having.length} of ${rows.length} page(s) of ${source}`,
      )
      .withStats(rows.length, 0)
      .withOutput({ source, pages: rows.length, with_suggestions: having.length, suggestions });
  }
}
