import { userInfo } from 'node:os';

/** Who runs this process, as the audit names them. */
export function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // An account without an entry, as in some containers.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
