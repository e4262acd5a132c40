const longestText = 255;

/** Why a value is no text that runs are found by (a subject, a client, a key), as the end of a sentence; null when it is. */
export function shortTextFault(text: unknown): string | null {
  if (typeof text !== 'string' || text.trim() === '') return 'is a text that is not empty';
  if (text.length > longestText) return `has at most ${longestText} characters, not ${text.length}`;
  return text.includes('\0') || !text.isWellFormed() ? 'holds characters that PostgreSQL cannot store' : null;
}
