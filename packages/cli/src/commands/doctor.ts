import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addExamples } from './examples.js';

export function defineDoctorCommand(doctor: Command, cli: CommandLine): void {
  doctor.action(async () => {
    const { openHost, operations } = await import('@infra/core');
    const { examineHost } = await operations.examineHost();
    const { config, database } = cli.flags;
    const open = () =>
      openHost({
        cwd: cli.terminal.cwd,
        ...(config === undefined ? {} : { configurationFile: config }),
        ...(database === undefined ? {} : { databaseUrl: database }),
      });
    const report = await examineHost({ open });
    await cli.print<'doctor'>(report);
    if (!report.data.healthy) cli.exitWith(1);
  });
  addExamples(doctor, 'infra doctor', 'infra doctor --json');
}
