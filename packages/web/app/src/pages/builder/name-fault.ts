/** Why a chain cannot be saved under a name; null when it can. */
export function nameFault(
  name: string,
  templates: readonly { readonly name: string; readonly origin: string }[],
): string | null {
  if (name === '') return 'is missing';
  if (name.length > 100) return 'has at most 100 characters';
  if (!/^[a-z][a-z0-9]*([-_][a-z0-9]+)*$/.test(name)) return 'is small letters and digits, joined by - or _';
  const there = templates.find((template) => template.name === name);
  return there?.origin === 'predefined' ? 'is that of a predefined chain, which stays as it is' : null;
}
