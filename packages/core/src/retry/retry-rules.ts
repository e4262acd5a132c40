/** Which errors of a job are tried again. */
export interface RetryRules {
  /** Errors that alone are tried again; null: all. */
  readonly retryOn: readonly string[] | null;
  readonly giveUpOn: readonly string[];
}

/** Classes above an error's own that are looked at: a chain without an end cannot hold up the engine. */
const mostClasses = 16;
/** Characters of a name that are kept. */
const nameLimit = 200;

/**
 * Whether an error with these names is tried again, as far as its kind matters: one of `giveUpOn` never is, and where
 * `retryOn` is given only those are.
 */
export function isRetried({ retryOn, giveUpOn }: RetryRules, names: readonly string[]): boolean {
  if (giveUpOn.some((name) => names.includes(name))) return false;
  return retryOn === null || retryOn.some((name) => names.includes(name));
}

/** What a rule may call a thrown error: its class and those that it extends, its `name` and its `code`. */
export function namesOfThrown(thrown: unknown): string[] {
  if (typeof thrown !== 'object' || thrown === null) return [];
  const { name, code } = thrown as { readonly name?: unknown; readonly code?: unknown };
  const given = [...classNames(thrown), name, code].filter((word) => typeof word === 'string' && word !== '');
  return [...new Set(given as string[])].map((word) => word.slice(0, nameLimit));
}

function classNames(thrown: object): string[] {
  const names: string[] = [];
  let prototype = Object.getPrototypeOf(thrown) as {
    readonly constructor?: { readonly name?: unknown };
  } | null;
  while (prototype !== null && prototype !== Object.prototype && names.length < mostClasses) {
    const name = prototype.constructor?.name;
    if (typeof name === 'string') names.push(name);
    prototype = Object.getPrototypeOf(prototype) as typeof prototype;
  }
  return names;
}
