/** What somebody may do: look; move jobs, runs and failures; also change what holds for everybody. */
export type Role = 'viewer' | 'operator' | 'admin';

/** Who asks, and what he may do. The name goes into the audit. */
export interface Principal {
  readonly name: string;
  readonly role: Role;
}
