import { command, type CommandTable } from '../command-table.js';

export const chainVerbs: CommandTable = {
  schemas: command(
    'the jobs that chains can be made of, and what they take',
    async () => (await import('./chains/schemas.js')).defineSchemasCommand,
  ),
  validate: command(
    'tell everything that is wrong with a chain, and run nothing; exit 1 when it could not run',
    async () => (await import('./chains/validate.js')).defineValidateCommand,
  ),
  run: command(
    'enqueue a run of a chain, with a checkpoint, and return',
    async () => (await import('./chains/run.js')).defineRunCommand,
  ),
  save: command(
    'keep a chain under a name, or replace the one that is kept under it',
    async () => (await import('./chains/save.js')).defineSaveCommand,
  ),
  list: command(
    'the chains that can be run by their names: predefined ones and saved ones',
    async () => (await import('./chains/list.js')).defineListCommand,
  ),
  show: command(
    'the steps of a chain, its schedule, and whether it could run now',
    async () => (await import('./chains/show.js')).defineShowCommand,
  ),
  schedule: command(
    'let a chain run by itself: one run for each occurrence, of the steps that it has then',
    async () => (await import('./chains/schedule.js')).defineScheduleCommand,
  ),
  delete: command(
    'delete a saved chain and take it from its schedule; its runs stay',
    async () => (await import('./chains/delete.js')).defineDeleteCommand,
  ),
};
