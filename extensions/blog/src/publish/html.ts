/** HTML that may stand in a page as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Piece = Html | string | number | null | readonly Html[];

/** HTML from a template: strings put into it are escaped, {@link Html} and lists of it are not, null is nothing. */
export function html(template: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  const text = template.reduce((before, part, index) => before + textOf(pieces[index - 1] ?? null) + part);
  return new Html(text);
}

function textOf(piece: Piece): string {
  if (piece === null) return '';
  if (piece instanceof Html) return piece.text;
  if (typeof piece === 'object') return piece.map(({ text }) => text).join('');
  return escapeHtml(String(piece));
}

/** Text as it may stand between tags and in quoted attributes, of HTML and of XML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
