import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../../command-line.js';
import { addExamples } from '../examples.js';

export function defineJobCommand(job: Command, cli: CommandLine): void {
  job
    .argument('<name>', 'the name of the job, snake_case')
    .option('--extension <extension>', "the extension's folder or name (default: the one of this folder)")
    .option('--schedule <cron>', 'six fields: second minute hour day month weekday', '0 0 * * * *')
    .action(async (name, { extension, schedule }) => {
      const [{ createJob }, { findExtension }] = await Promise.all([
        import('../../scaffold/create-job.js'),
        import('../../scaffold/find-extension.js'),
      ]);
      const directory = await findExtension(extension, cli);
      const created = await createJob({ name, directory, schedule, cwd: cli.terminal.cwd });
      await cli.print<'new job'>({ data: created, artifact_type: 'text', title: 'Job Created' });
    });
  addExamples(
    job,
    'infra new job fetch_forecast',
    "infra new job fetch_forecast --extension weather --schedule '0 */15 * * * *'",
  );
}
