import { type Field, isMasked } from './field.js';

/** What stands below a field: what it is for, what is taken where nothing is given, what it has to be. */
export function hintOf(field: Field): string | undefined {
  const parts = [field.description, fallbackInWords(field), boundsOf(field)];
  const words = parts.filter((part) => part !== null && part !== '');
  return words.length === 0 ? undefined : words.map((part) => sentence(part ?? '')).join(' ');
}

function fallbackInWords({ fallback, fallbackBy, kind }: Field): string | null {
  if (fallbackBy === null) return null;
  // What is taken stands in the field itself.
  if (kind === 'switch' || (kind === 'list' && !isMasked(fallback))) {
    return fallbackBy === 'configuration' ? 'As the configuration has it' : null;
  }
  const shown = isMasked(fallback) ? 'a secret' : inWords(fallback);
  return fallbackBy === 'configuration' ? `The configuration gives ${shown}` : `By default ${shown}`;
}

/** A value as it stands in a sentence. */
export function inWords(value: unknown): string {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

function boundsOf(field: Field): string | null {
  if (field.kind === 'number') return range(field.minimum, field.maximum);
  if (field.kind === 'text' && field.format !== null) return formats[field.format] ?? null;
  return null;
}

const formats: Readonly<Record<string, string>> = {
  'date-time': 'A moment such as 2026-01-14T10:00:00Z',
  date: 'A day such as 2026-01-14',
  uri: 'An address such as https://example.com',
  email: 'An e-mail address',
};

function range(minimum: number | null, maximum: number | null): string | null {
  if (minimum !== null && maximum !== null) return `From ${String(minimum)} to ${String(maximum)}`;
  if (minimum !== null) return `At least ${String(minimum)}`;
  return maximum === null ? null : `At most ${String(maximum)}`;
}

function sentence(words: string): string {
  return /[.!?…]$/.test(words) ? words : `${words}.`;
}
