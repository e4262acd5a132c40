import { command, type CommandTable } from '../command-table.js';

export const newVerbs: CommandTable = {
  extension: command(
    'write a new extension with one job and its test, in TypeScript',
    async () => (await import('./new/extension.js')).defineExtensionCommand,
  ),
  job: command(
    'add a job to an extension, in one file',
    async () => (await import('./new/job.js')).defineJobCommand,
  ),
};
