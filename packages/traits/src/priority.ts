/** How urgent a run may be within its queue: higher goes first. */
export const priorityRange = { least: -1000, most: 1000 } as const;

/** Why something is no priority; null when it is one. */
export function priorityFault(priority: unknown): string | null {
  const { least, most } = priorityRange;
  if (Number.isInteger(priority) && Number(priority) >= least && Number(priority) <= most) return null;
  return `is a whole number from ${least} to ${most}, not ${JSON.stringify(priority)}`;
}
