/** What somebody may do over HTTP, each what those before it may: look; move jobs, runs and failures; change what holds for everybody. */
export const roles = ['viewer', 'operator', 'admin'] as const;

export type Role = (typeof roles)[number];

/** Whether somebody of this role may do what `needed` is asked for. */
export function includesRole(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}
