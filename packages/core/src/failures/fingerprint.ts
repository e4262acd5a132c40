/** What differs between two failures of one kind, in the order in which it is blotted out. */
const particulars = [
  // An apostrophe inside a word opens no quotation.
  { pattern: String.raw`(^|\W)'[^']*'`, becomes: String.raw`\1?` },
  { pattern: '"[^"]*"', becomes: '?' },
  { pattern: '`[^`]*`', becomes: '?' },
  { pattern: '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}', becomes: '#' },
  { pattern: String.raw`\m(0x[0-9a-fA-F]+|(?=[a-fA-F]*[0-9])[0-9a-fA-F]{6,})\M`, becomes: '#' },
  { pattern: '[0-9]+', becomes: '#' },
] as const;

/** Characters of a message that count: the rest of a long one is rarely about the kind of failure. */
const counted = 1_000;

/**
 * The SQL expression of a failure's fingerprint: 16 characters that are the same for two failures of one job with one
 * code whose messages differ in figures, ids, hexadecimal or quoted text only.
 * @param job @param code @param message SQL expressions of type text.
 */
export function fingerprint(job: string, code: string, message: string): string {
  const kind = particulars.reduce(
    (text, { pattern, becomes }) => `regexp_replace(${text}, $re$${pattern}$re$, $re$${becomes}$re$, 'g')`,
    `left(${message}, ${counted})`,
  );
  return `left(md5(${job} || chr(10) || ${code} || chr(10) || ${kind}), 16)`;
}
