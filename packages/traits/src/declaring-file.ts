import { getCallSites } from 'node:util';
import { fileURLToPath } from 'node:url';

/** The file that called the function that calls this one, as a path; null when the engine does not tell. */
export function declaringFile(): string | null {
  // Frame 0 is this function, 1 the decorator, 2 the module that wrote it.
  const script = getCallSites(3)[2]?.scriptName;
  if (script === undefined || script === '') return null;
  return script.startsWith('file:') ? fileURLToPath(script) : script;
}
