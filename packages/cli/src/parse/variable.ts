import { invalidValue } from '../exit/usage-error.js';

/** Collects `--env NAME=value`. */
export function variable(text: string, before: [string, string][] | undefined): [string, string][] {
  const equals = text.indexOf('=');
  if (equals < 1) throw invalidValue(`--env takes NAME=value, not '${text}'`);
  return [...(before ?? []), [text.slice(0, equals), text.slice(equals + 1)]];
}
