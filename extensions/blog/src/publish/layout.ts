import type { BlogConfiguration } from '../configuration.js';
import { type Address, absoluteUrl, linkTo } from './address.js';
import { type Html, html } from './html.js';
import type { SitePlan } from './site-plan.js';

/** What every page of a site shares. */
export interface SiteFrame {
  readonly site: BlogConfiguration['site'];
  readonly timeZone: string;
  /** The menu: label and address, in order. */
  readonly menu: readonly { readonly label: string; readonly address: Address }[];
}

/** One page before it is framed. */
export interface PageContent {
  readonly address: Address;
  readonly title: string;
  /** For search engines; '' for none. */
  readonly description: string;
  readonly body: Html;
  readonly kind: 'article' | 'website';
}

/** Addresses of the files that are no pages. */
export const stylesheetAddress = 'style.css';
export const rssAddress = 'rss.xml';
export const atomAddress = 'atom.xml';

/** The menu of a site: home, all posts, the listed collections, the pages at the top, tags. */
export function frameOf(configuration: BlogConfiguration, plan: SitePlan): SiteFrame {
  const menu = [
    ...(plan.posts.length > 0 ? [{ label: 'Posts', address: 'posts/' }] : []),
    ...plan.collections.map(({ collection, address }) => ({ label: titleOf(collection.name), address })),
    ...plan.menu.map(({ document, address }) => ({ label: document.title, address })),
    ...(plan.terms.some(({ taxonomy }) => taxonomy === 'tag') ? [{ label: 'Tags', address: 'tags/' }] : []),
  ];
  return { site: configuration.site, timeZone: configuration.timeZone, menu };
}

/** A collection's name as a heading. */
export function titleOf(name: string): string {
  const words = name.replace(/[-_]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The whole page. */
export function framePage({ site, menu }: SiteFrame, page: PageContent): string {
  const to = (address: Address) => linkTo(address, page.address);
  const url = absoluteUrl(page.address, site.url);
  const title = page.address === '' ? site.title : `${page.title} · ${site.title}`;
  const items = menu.map(({ label, address }) => {
    const current = address === page.address ? html` aria-current="page"` : null;
    return html`<li><a href="${to(address)}"${current}>${label}</a></li>`;
  });
  return html`<!doctype html>
<html lang="${site.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${page.description === '' ? null : html`<meta name="description" content="${page.description}">\n`}<link rel="canonical" href="${url}">
<link rel="stylesheet" href="${to(stylesheetAddress)}">
<link rel="alternate" type="application/atom+xml" title="${site.title}" href="${to(atomAddress)}">
<link rel="alternate" type="application/rss+xml" title="${site.title}" href="${to(rssAddress)}">
<meta property="og:title" content="${page.title}">
<meta property="og:type" content="${page.kind}">
<meta property="og:url" content="${url}">
<meta name="color-scheme" content="light dark">
</head>
<body>
<a class="skip" href="#page-content">Skip to content</a>
<header class="site-header">
<a class="site-title" href="${to('')}">${site.title}</a>
<nav aria-label="Site"><ul class="menu">
${items}
</ul></nav>
</header>
<main id="page-content">
${page.body}
</main>
<footer class="site-footer">
<p>${site.author ?? site.title}</p>
<p><a href="${to(atomAddress)}">Atom</a> · <a href="${to(rssAddress)}">RSS</a></p>
</footer>
</body>
</html>
`.text;
}

/** A page at a former address that leads to the one it has now. */
export function redirectPage({ site }: SiteFrame, from: Address, to: Address): string {
  const link = linkTo(to, from);
  return html`<!doctype html>
<html lang="${site.language}">
<head>
<meta charset="utf-8">
<title>Moved · ${site.title}</title>
<link rel="canonical" href="${absoluteUrl(to, site.url)}">
<meta http-equiv="refresh" content="0; url=${link}">
<meta name="robots" content="noindex">
</head>
<body><p>This page has moved: <a href="${link}">go there</a>.</p></body>
</html>
`.text;
}
