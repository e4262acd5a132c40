// The stored HTML is what the sanitiser printed: attributes in double quotes, < and > in text and attributes escaped.
const tag = /<[a-z][^>]*>/g;
const link = / (href|src|cite)="([^"]*)"/g;

/** The links of sanitised HTML that stay on the site, each once: no schemes, no other hosts, no jumps within the page. */
export function localLinksOf(sanitised: string): string[] {
  const links = new Set<string>();
  for (const [text] of sanitised.matchAll(tag)) {
    for (const [, , target = ''] of text.matchAll(link)) {
      if (isLocal(unescaped(target))) links.add(unescaped(target));
    }
  }
  return [...links];
}

/** The HTML with its local links replaced; null leaves one as it is. */
export function rewriteLinks(sanitised: string, replace: (link: string) => string | null): string {
  return sanitised.replace(tag, (text) =>
    text.replace(link, (attribute, name: string, target: string) => {
      const replaced = isLocal(unescaped(target)) ? replace(unescaped(target)) : null;
      return replaced === null ? attribute : ` ${name}="${escaped(replaced)}"`;
    }),
  );
}

function isLocal(target: string): boolean {
  return target !== '' && !/^(?:[a-z][a-z0-9+.-]*:|\/\/|#)/i.test(target);
}

function unescaped(text: string): string {
  return text.replace(/&(amp|quot|lt|gt);/g, (_, name: keyof typeof characters) => characters[name]);
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

const characters = { amp: '&', quot: '"', lt: '<', gt: '>' } as const;
