/**
 * Cuts a text into parts of at most `limit` characters, between lines where it can be, else between words; a part ends
 * within a word only where the word is longer than the limit. An empty text is one part.
 */
export function splitText(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = text.trim();
  while (rest.length > limit) {
    const end = cutBefore(rest, limit);
    parts.push(rest.slice(0, end).trim());
    rest = rest.slice(end).trim();
  }
  return [...parts, rest].filter((part, index) => part !== '' || index === 0);
}

function cutBefore(text: string, limit: number): number {
  const head = text.slice(0, limit + 1);
  for (const end of [head.lastIndexOf('\n'), head.lastIndexOf(' ')]) if (end > limit / 2) return end;
  // No half of a surrogate pair.
  const code = text.charCodeAt(limit - 1);
  return code >= 0xd800 && code <= 0xdbff ? limit - 1 : limit;
}
