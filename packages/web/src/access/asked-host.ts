/** The names by which a machine calls itself. */
const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

/** What a request is addressed to, lower case, with its port: `jobs.example.com:8443`. */
export function askedHost(request: Request): string {
  return (request.headers.get('host') ?? new URL(request.url).host).toLowerCase();
}

/**
 * The names that requests may be addressed to. Any other comes from a page that had its own name point here (DNS
 * rebinding).
 * @param more beside the loopback names; with or without brackets around an IPv6 address.
 */
export function readAllowedHosts(more: readonly string[]): ReadonlySet<string> {
  return new Set([
    ...loopbackNames,
    ...more.map((name) => nameOf(name.includes(':') && !name.startsWith('[') ? `[${name}]` : name)),
  ]);
}

/** Whether a request may be addressed so; the port does not matter, for it was found. */
export function isAllowedHost(host: string, allowed: ReadonlySet<string>): boolean {
  const name = nameOf(host);
  return name !== '' && allowed.has(name);
}

/** Without its port; '' for what is no host. */
function nameOf(host: string): string {
  // A path, an `@` or a space in it would make it another host than it looks.
  if (/[\s/?#@\\]/.test(host)) return '';
  return URL.parse(`http://${host}`)?.hostname ?? '';
}
