/**
 * Hides the password of every URL in a text that is going to be shown: a configuration that fails while it is
 * evaluated may put its database URL into the error.
 */
export function redactSecrets(text: string): string {
  // The password ends at the last @ before the path: an unescaped @ in it must not leave its tail readable.
  return text
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s/]*@/gi, '$1:***@')
    .replace(/([?&]password=)[^\s&]*/gi, '$1***');
}
