import { footnote } from '@mdit/plugin-footnote';
import { tasklist } from '@mdit/plugin-tasklist';
import GithubSlugger from 'github-slugger';
import MarkdownIt, { type Token } from 'markdown-it';
import { sanitize } from './sanitize.js';

/** Parsed Markdown, not yet HTML. */
export interface ParsedMarkdown {
  /** The text of the first heading of any level, or null. */
  readonly firstHeading: string | null;
  /** The text above `<!--more-->`, else of the first paragraph that has any; '' when there is none. */
  readonly excerpt: string;
  /**
   * Sanitised HTML.
   * @param title of the document: a heading that opens the text and says the same is left out.
   */
  render(title: string): string;
}

// CommonMark with GitHub's tables, strikethrough, task lists and footnotes. Of bare text only https:// and the like is
// linked: by name alone, README.md would be a host in Moldova.
const markdown = new MarkdownIt({ html: true, linkify: true }).use(footnote).use(tasklist);
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
markdown.renderer.rules.table_open = () => '<div class="table-scroll"><table>\n';
markdown.renderer.rules.table_close = () => '</table></div>\n';

export function parseMarkdown(source: string): ParsedMarkdown {
  const environment = {};
  const tokens = markdown.parse(source, environment);
  const headings = headingsOf(tokens);
  const slugger = new GithubSlugger();
  for (const { token, text } of headings) token.attrSet('id', slugger.slug(text));
  return {
    firstHeading: headings.find(({ text }) => text !== '')?.text ?? null,
    excerpt: excerptOf(tokens),
    render(title) {
      const [first] = headings;
      const repeatsTitle = first !== undefined && first.token === tokens[0] && sameWords(first.text, title);
      const body = repeatsTitle ? tokens.slice(3) : tokens;
      return sanitize(markdown.renderer.render(body, markdown.options, environment)).trim();
    },
  };
}

function headingsOf(tokens: readonly Token[]): { token: Token; text: string }[] {
  return tokens.flatMap((token, index) =>
    token.type === 'heading_open' ? [{ token, text: plainText(tokens[index + 1]) }] : [],
  );
}

function excerptOf(tokens: readonly Token[]): string {
  const more = tokens.findIndex(
    ({ type, content }) => type === 'html_block' && /<!--\s*more\s*-->/i.test(content),
  );
  const paragraphs = (more === -1 ? tokens : tokens.slice(0, more)).flatMap((token, index) =>
    token.type === 'paragraph_open' && token.level === 0 ? [plainText(tokens[index + 1])] : [],
  );
  const texts = paragraphs.filter((text) => text !== '');
  return shortened((more === -1 ? texts.slice(0, 1) : texts).join(' '));
}

/** At most 300 characters, cut between words. */
function shortened(text: string): string {
  if (text.length <= 300) return text;
  const cut = text.slice(0, 300);
  return `${cut
    .slice(0, Math.max(cut.lastIndexOf(' '), 200))
    .replace(/[\s,;:.]+$/, '')
    .toWellFormed()}…`;
}

function plainText(token: Token | undefined): string {
  const words = (token?.children ?? []).map((child) => {
    if (child.type === 'softbreak' || child.type === 'hardbreak') return ' ';
    return child.type === 'text' || child.type === 'code_inline' || child.type === 'text_special'
      ? child.content
      : '';
  });
  return words.join('').replace(/\s+/g, ' ').trim();
}

const words = new Intl.Collator('en', { sensitivity: 'base', ignorePunctuation: true });

function sameWords(one: string, other: string): boolean {
  return words.compare(one, other) === 0;
}
