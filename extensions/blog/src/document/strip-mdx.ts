/**
 * Makes Markdown of MDX without running any of it: `import` and `export` blocks and `{/* comments *\/}` go; component
 * tags go and what stands between them stays; other `{expressions}` stay as the text they are. Code is left alone.
 */
export function stripMdx(source: string): string {
  return withoutModules(source)
    .split(fencedBlock)
    .map((part, index) => (index % 2 === 1 ? part : stripJsx(part)))
    .join('');
}

// split() puts what the one group captures at the odd places.
const fencedBlock = /(^ {0,3}(?:`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}(?:`{3,}|~{3,})[ \t]*$|(?![\s\S])))/m;

function withoutModules(source: string): string {
  const kept: string[] = [];
  let fence: string | null = null;
  let depth: number | null = null;
  let afterBlank = true;
  for (const line of source.split('\n')) {
    const isBlank = line.trim() === '';
    if (depth === null && fence === null && afterBlank && /^(?:import|export)\b/.test(line)) depth = 0;
    if (depth !== null) {
      // A module block ends at a blank line outside of brackets.
      depth += bracketBalance(line);
      if (isBlank && depth <= 0) depth = null;
    }
    if (depth === null) {
      fence = nextFence(fence, line);
      kept.push(line);
    }
    afterBlank = isBlank;
  }
  return kept.join('\n');
}

function bracketBalance(line: string): number {
  return (line.match(/[([{]/g)?.length ?? 0) - (line.match(/[)\]}]/g)?.length ?? 0);
}

function nextFence(open: string | null, line: string): string | null {
  const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
  if (mark === undefined) return open;
  if (open === null) return mark;
  return mark.startsWith(open) ? null : open;
}

/** What comes first counts: a tag within a code span is code, a backtick within a tag's attribute is no code. */
function stripJsx(prose: string): string {
  let stripped = '';
  let from = 0;
  for (const { 0: opening, index } of prose.matchAll(/`+|<|\{\s*\/\*/g)) {
    if (index < from) continue;
    const { end, replacement } = readPart(prose, index, opening);
    stripped += prose.slice(from, index) + replacement;
    from = end;
  }
  return stripped + prose.slice(from);
}

function readPart(prose: string, index: number, opening: string): { end: number; replacement: string } {
  if (opening === '<') return readTag(prose, index) ?? { end: index + 1, replacement: '<' };
  if (opening.startsWith('{')) {
    const comment = /\*\/\s*\}/g;
    comment.lastIndex = index;
    return comment.test(prose)
      ? { end: comment.lastIndex, replacement: '' }
      : { end: index + 1, replacement: '{' };
  }
  const code = new RegExp(`(?<!\`)\`{${opening.length}}(?!\`)`, 'g');
  code.lastIndex = index + opening.length;
  const end = code.test(prose) ? code.lastIndex : index + opening.length;
  return { end, replacement: prose.slice(index, end) };
}

/** The tag at `start`: where it ends, and what stands for it: nothing for a component, HTML without `{…}` attributes. */
function readTag(text: string, start: number): { end: number; replacement: string } | null {
  const opening = /^<(\/?)([A-Za-z][\w.:-]*)?/.exec(text.slice(start, start + 100));
  if (opening === null) return null;
  const name = opening[2] ?? '';
  let plain = opening[0];
  let at = start + opening[0].length;
  // <https://example.org> is a link, and 1 < 2 no tag.
  if (!/[\s/>]/.test(text[at] ?? '')) return null;
  while (at < text.length && text[at] !== '>') {
    const end = endOfToken(text, at);
    if (end === null) return null;
    if (text[at] === '{') plain = plain.replace(/[\w:-]+\s*=\s*$/, '');
    else plain += text.slice(at, end);
    at = end;
  }
  if (text[at] !== '>') return null;
  const isComponent = name === '' || /[A-Z.]/.test(name);
  return { end: at + 1, replacement: isComponent ? '' : `${plain}>` };
}

/** Where the quoted string, the balanced `{…}` or the single character at `at` ends; null when it never does. */
function endOfToken(text: string, at: number): number | null {
  const character = text[at];
  if (character === '"' || character === "'") {
    const closing = text.indexOf(character, at + 1);
    return closing === -1 ? null : closing + 1;
  }
  return character === '{' ? endOfBraces(text, at) : at + 1;
}

function endOfBraces(text: string, at: number): number | null {
  // A quoted string, in which braces do not count, or what else comes next.
  const token = /"[^"\n]*"|'[^'\n]*'|`[^`]*`|[^"'`{}]+|[\s\S]/g;
  token.lastIndex = at;
  let depth = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    if (match[0] === '{') depth += 1;
    if (match[0] === '}') depth -= 1;
    if (depth === 0) return token.lastIndex;
  }
  return null;
}
