import sanitizeHtml from 'sanitize-html';

const headings = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];

// sanitize-html's defaults are the safe text elements; scripts, styles, frames, forms and event handlers never pass.
const policy: sanitizeHtml.IOptions = {
  allowedTags: sanitizeHtml.defaults.allowedTags.concat([
    'img',
    'picture',
    'del',
    'ins',
    'details',
    'summary',
    'input',
    'label',
  ]),
  allowedAttributes: {
    '*': ['id', 'lang', 'dir', 'title', 'aria-label', 'aria-hidden', 'role'],
    a: ['href', 'name', 'rel'],
    img: ['src', 'alt', 'width', 'height', 'loading', 'decoding'],
    input: ['type', 'checked', 'disabled'],
    label: ['for'],
    details: ['open'],
    ol: ['start', 'reversed', 'type'],
    li: ['value'],
    td: ['align', 'colspan', 'rowspan'],
    th: ['align', 'colspan', 'rowspan', 'scope'],
    time: ['datetime'],
    blockquote: ['cite'],
    q: ['cite'],
  },
  allowedClasses: {
    code: [/^language-/],
    div: ['table-scroll'],
    ul: ['task-list-container'],
    li: ['task-list-item', 'footnote-item'],
    input: ['task-list-item-checkbox'],
    label: ['task-list-item-label'],
    a: ['footnote-anchor', 'footnote-backref'],
    sup: ['footnote-ref'],
    section: ['footnotes'],
    ol: ['footnotes-list'],
    hr: ['footnotes-sep'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['http', 'https', 'data'] },
  allowProtocolRelative: true,
  exclusiveFilter: (frame) => frame.tag === 'input' && frame.attribs.type !== 'checkbox',
  transformTags: {
    img: (tagName, attribs) => ({ tagName, attribs: { ...attribs, loading: 'lazy', decoding: 'async' } }),
    // Links get no target; what an author writes as rel is replaced for links that leave the site.
    a: (tagName, attribs) => ({ tagName, attribs: withRel(attribs) }),
    input: (tagName, attribs) => ({ tagName, attribs: { ...attribs, disabled: 'disabled' } }),
    ...Object.fromEntries(headings.map((tag) => [tag, tag === 'h1' ? 'h2' : tag])),
  },
  disallowedTagsMode: 'discard',
  enforceHtmlBoundary: false,
};

/** HTML in which nothing can run, be framed or be submitted. An `h1` becomes an `h2`: a page's title is its only `h1`. */
export function sanitize(html: string): string {
  return sanitizeHtml(html, policy);
}

function withRel(attribs: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  const { rel: _, ...others } = attribs;
  return /^(?:https?:)?\/\//i.test(others.href ?? '') ? { ...others, rel: 'noopener' } : others;
}
