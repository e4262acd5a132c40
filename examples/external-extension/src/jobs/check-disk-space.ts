import { statfs } from 'node:fs/promises';
import { Job, type JobContext, JobResult } from '@infra/traits';
import { z } from 'zod';

export const parameters = z.strictObject({
  path: z.string().default('/').describe('a folder of the file system to look at'),
  minimum_free_percent: z.number().min(0).max(100).default(10),
});

/** Fails when a file system is nearly full: the history shows it, and `infra jobs run` exits with 1. */
@Job({
  name: 'check_disk_space',
  description: 'Fails when a file system has less free space than it should',
  schedule: '0 */10 * * * *',
  tags: ['operations'],
  parameters,
})
export class CheckDiskSpace {
  async execute(context: JobContext<typeof parameters>): Promise<JobResult> {
    const { path, minimum_free_percent } = context.parameters;
    const { bavail, blocks } = await statfs(path);
    // /proc and its like have no blocks at all.
    const free = blocks === 0 ? 100 : Math.floor((bavail / blocks) * 100);
    context.logger.info('measured', { path, free_percent: free });
    const sentence = `${free} % free at ${path}`;
    const result =
      free >= minimum_free_percent
        ? JobResult.success().withMessage(sentence)
        : JobResult.failure(`${sentence}, less than ${minimum_free_percent} %`);
    return result.withStats(1, result.success ? 0 : 1).withOutput({ path, free_percent: free });
  }
}
