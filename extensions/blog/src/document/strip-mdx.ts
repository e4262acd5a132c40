/**
 * Makes Markdown of MDX without running any of it: `import` and `export` blocks and `{/* comments *\/}` go; component
 * tags go and what stands between them stays; other `{expressions}` stay as the text they are. Code is left alone.
 */
export function stripMdx(source: string): string {
  return withoutModules(source)
    .split(codeOrProse)
    .map((part, index) => (index % 2 === 1 ? part : stripJsx(part)))
    .join('');
}

// Fenced blocks and code spans: split() puts what the one group captures at the odd places.
const codeOrProse =
  /(^ {0,3}(?:`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}(?:`{3,}|~{3,})[ \t]*$|(?![\s\S]))|`+[^`\n]+`+)/m;

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

function stripJsx(prose: string): string {
  const text = prose.replace(/\{\s*\/\*[\s\S]*?\*\/\s*\}/g, '');
  let stripped = '';
  let from = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', Math.max(at + 1, from))) {
    const tag = readTag(text, at);
    if (tag === null) continue;
    stripped += text.slice(from, at) + tag.replacement;
    from = tag.end;
  }
  return stripped + text.slice(from);
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
  if (character !== '{') return at + 1;
  let depth = 0;
  for (let next = at; next < text.length; next += 1) {
    if (text[next] === '{') depth += 1;
    if (text[next] === '}') depth -= 1;
    if (depth === 0) return next + 1;
  }
  return null;
}
