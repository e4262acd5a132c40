import { wcswidth } from 'simple-wcswidth';

/** How many columns of a terminal a text takes: two for a wide character (日), none for a combining one. */
export function displayWidth(text: string): number {
  // Nearly every cell is plain ASCII, and a table may have thousands.
  return /^[\x20-\x7e]*$/.test(text) ? text.length : Math.max(0, wcswidth(text));
}

/** Breaks a text into lines of at most so many columns: between words, and inside one that is longer than a line. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((whole) => pieces(whole, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  if (displayWidth(word) <= width) return [word];
  const found: string[] = [];
  let piece = '';
  for (const character of word) {
    if (displayWidth(piece + character) > width) {
      found.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...found, piece];
}
