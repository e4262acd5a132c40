import { createHash } from 'node:crypto';

/**
 * How much later than its occurrence a run starts: 0 to `jitterMs`, spread evenly, and the same on every host for one
 * occurrence of one schedule.
 */
export function startDelay(jitterMs: number, jobName: string, schedule: string, occurrence: Date): number {
  if (jitterMs === 0) return 0;
  const digest = createHash('sha256').update(`${jobName}\n${schedule}\n${occurrence.getTime()}`).digest();
  return Math.floor((digest.readUInt32BE(0) / 2 ** 32) * (jitterMs + 1));
}
