import { linkTo } from './address.js';
import { Html, html } from './html.js';
import { type PageContent, type SiteFrame, titleOf } from './layout.js';
import {
  type CollectionPage,
  type SitePage,
  type SitePlan,
  type TermPage,
  termAddress,
} from './site-plan.js';

const postsOnHomePage = 10;

/** A document. @param text its HTML, with the links already right for this page. */
export function documentPage(frame: SiteFrame, plan: SitePlan, page: SitePage, text: string): PageContent {
  const { document, address } = page;
  const tags = document.terms.map(
    ({ taxonomy, slug, label }) =>
      html`<li><a href="${linkTo(termAddress(taxonomy, slug), address)}" rel="tag">${label}</a></li>\n`,
  );
  const body = html`<article>
<h1>${document.title}</h1>
${aboutLine(frame, page)}${new Html(text)}
${tags.length === 0 ? null : html`<ul class="tags" aria-label="Tags">\n${tags}</ul>\n`}</article>
${document.collection === 'posts' ? neighbours(plan, page) : null}`;
  const kind = document.collection === 'posts' ? 'article' : 'website';
  return { address, title: document.title, description: document.excerpt, body, kind };
}

/** The newest posts, and the way to all of them. */
export function homePage(frame: SiteFrame, plan: SitePlan): PageContent {
  const { site } = frame;
  const newest = plan.posts.slice(0, postsOnHomePage);
  const items = newest.map(
    (page) => html`<li>
<h2><a href="${linkTo(page.address, '')}">${page.document.title}</a></h2>
${aboutLine(frame, page)}<p>${page.document.excerpt}</p>
</li>
`,
  );
  const more =
    plan.posts.length > newest.length
      ? html`<p><a href="posts/">All ${plan.posts.length} posts</a></p>`
      : null;
  const body = html`<h1>${site.title}</h1>
${site.description === '' ? null : html`<p class="lead">${site.description}</p>\n`}<ul class="posts">
${items}</ul>
${more}`;
  return { address: '', title: site.title, description: site.description, body, kind: 'website' };
}

/** All posts by year. */
export function archivePage(frame: SiteFrame, plan: SitePlan): PageContent {
  const yearOf = ({ document }: SitePage) =>
    document.publishedAt === null ? 'Undated' : format(frame, { year: 'numeric' }, document.publishedAt);
  const years = Map.groupBy(plan.posts, yearOf);
  const sections = [...years].map(([year, pages]) => html`<h2>${year}</h2>\n${rows(frame, pages, 'posts/')}`);
  const body = html`<h1>Posts</h1>\n${sections}`;
  return { address: 'posts/', title: 'Posts', description: '', body, kind: 'website' };
}

/** The documents of a collection other than posts. */
export function collectionPage(
  frame: SiteFrame,
  { collection, address, pages }: CollectionPage,
): PageContent {
  const title = titleOf(collection.name);
  return {
    address,
    title,
    description: '',
    body: html`<h1>${title}</h1>\n${rows(frame, pages, address)}`,
    kind: 'website',
  };
}

/** All documents with a tag or category. */
export function termPage(frame: SiteFrame, { label, address, pages }: TermPage): PageContent {
  return {
    address,
    title: label,
    description: '',
    body: html`<h1>${label}</h1>\n${rows(frame, pages, address)}`,
    kind: 'website',
  };
}

/** All tags, or all categories, with how many documents each has. */
export function termsPage(title: string, address: string, terms: readonly TermPage[]): PageContent {
  const items = terms.map(
    (term) =>
      html`<li><a href="${linkTo(term.address, address)}">${term.label} (${term.pages.length})</a></li>\n`,
  );
  return {
    address,
    title,
    description: '',
    body: html`<h1>${title}</h1>\n<ul class="tags">\n${items}</ul>`,
    kind: 'website',
  };
}

function aboutLine(frame: SiteFrame, { document }: SitePage): Html | null {
  const { publishedAt, modifiedAt, authors } = document;
  const parts = [
    publishedAt === null ? null : time(frame, publishedAt),
    authors.length === 0 ? null : html`${new Intl.ListFormat(frame.site.language).format(authors)}`,
    modifiedAt === null || modifiedAt.getTime() === publishedAt?.getTime()
      ? null
      : html`updated ${time(frame, modifiedAt)}`,
  ].filter((part) => part !== null);
  if (parts.length === 0) return null;
  return html`<p class="about">${new Html(parts.map(({ text }) => text).join(' · '))}</p>\n`;
}

function rows(frame: SiteFrame, pages: readonly SitePage[], from: string): Html {
  const items = pages.map(({ document, address }) => {
    const date = document.publishedAt;
    const shown =
      date === null ? null : time(frame, date, { day: 'numeric', month: 'short', year: 'numeric' });
    return html`<li>${shown}<a href="${linkTo(address, from)}">${document.title}</a></li>\n`;
  });
  return html`<ul class="rows">\n${items}</ul>\n`;
}

function neighbours(plan: SitePlan, page: SitePage): Html | null {
  const rank = plan.postRanks.get(page) ?? 0;
  const link = (other: SitePage | undefined, rel: string, label: string) =>
    other === undefined
      ? null
      : html`<a rel="${rel}" href="${linkTo(other.address, page.address)}">${label}: ${other.document.title}</a>\n`;
  const links = [link(plan.posts[rank + 1], 'prev', 'Older'), link(plan.posts[rank - 1], 'next', 'Newer')];
  const shown = links.filter((one) => one !== null);
  return shown.length === 0 ? null : html`<nav class="neighbours" aria-label="Other posts">\n${shown}</nav>`;
}

function time(
  frame: SiteFrame,
  date: Date,
  options: Intl.DateTimeFormatOptions = { dateStyle: 'long' },
): Html {
  return html`<time datetime="${date.toISOString()}">${format(frame, options, date)}</time>`;
}

function format({ site, timeZone }: SiteFrame, options: Intl.DateTimeFormatOptions, date: Date): string {
  return date.toLocaleDateString(site.language, { ...options, timeZone });
}
