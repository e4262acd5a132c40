/** The width that was typed: null for any, undefined for what is no width. */
export function widthOf(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  const width = /^\d{1,5}$/.test(trimmed) ? Number(trimmed) : 0;
  return width >= 1 && width <= 10_000 ? width : undefined;
}
