// What a terminal obeys instead of showing: C0, DEL and C1 (an escape sequence needs one of them), and the characters
// that reorder the text around them.
// oxlint-disable-next-line no-control-regex
const obeyed = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Text that came from a job, a file or a user as one line that a terminal shows and does not obey. */
export function visibleLine(text: string): string {
  return text.replace(obeyed, written);
}

/** The same with its line breaks kept; a tab becomes two spaces. */
export function visibleText(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '  ')
    .replace(obeyed, (character) => (character === '\n' ? character : written(character)));
}

const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function written(character: string): string {
  const code = character.charCodeAt(0);
  return short[character] ?? (code < 256 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`);
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}
