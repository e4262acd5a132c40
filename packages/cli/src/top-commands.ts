import { command, type CommandTable, noun } from './command-table.js';

/** What can follow `infra`: nouns with their verbs, and commands of their own. */
export const topCommands: CommandTable = {
  jobs: noun('what can run', async () => (await import('./commands/jobs.js')).jobVerbs),
  runs: noun('what ran, runs or waits to run', async () => (await import('./commands/runs.js')).runVerbs),
  queues: noun('the lanes that runs wait in', async () => (await import('./commands/queues.js')).queueVerbs),
  failures: noun(
    'runs that failed for good, until somebody resolves them',
    async () => (await import('./commands/failures.js')).failureVerbs,
  ),
  checkpoints: noun(
    'what interrupted runs can be resumed from',
    async () => (await import('./commands/checkpoints.js')).checkpointVerbs,
  ),
  chains: noun(
    'jobs that run one after the other, put together without code',
    async () => (await import('./commands/chains.js')).chainVerbs,
  ),
  extensions: noun(
    'the packages that bring jobs',
    async () => (await import('./commands/extensions.js')).extensionVerbs,
  ),
  tokens: noun(
    'who may enter the dashboard and the REST API',
    async () => (await import('./commands/tokens.js')).tokenVerbs,
  ),
  config: noun("the host's configuration", async () => (await import('./commands/config.js')).configVerbs),
  db: noun('the database', async () => (await import('./commands/db.js')).databaseVerbs),
  new: noun('write a new extension or job', async () => (await import('./commands/new.js')).newVerbs),
  exec: command(
    'start a command line that goes on when the terminal closes, and return',
    async () => (await import('./commands/exec.js')).defineExecCommand,
  ),
  status: command(
    'show what goes on: scheduler, workers, active and waiting runs, coming occurrences',
    async () => (await import('./commands/status.js')).defineStatusCommand,
  ),
  audit: command(
    'list who did what, when and why, newest first',
    async () => (await import('./commands/audit.js')).defineAuditCommand,
  ),
  work: command(
    'run the scheduler and a worker until stopped',
    async () => (await import('./commands/work.js')).defineWorkCommand,
  ),
  serve: command(
    'run the scheduler, a worker and the dashboard as a service',
    async () => (await import('./commands/serve.js')).defineServeCommand,
  ),
  pause: command(
    'take no more runs of a queue, or of any; without a queue no schedule ticks either',
    async () => (await import('./commands/pause.js')).definePauseCommand,
  ),
  resume: command('end a pause', async () => (await import('./commands/resume.js')).defineResumeCommand),
  build: command(
    "write the job index and the type declarations of the host's jobs",
    async () => (await import('./commands/build.js')).defineBuildCommand,
  ),
  doctor: command(
    'look at everything that can be wrong, each finding with its remedy; exit 1 when something is',
    async () => (await import('./commands/doctor.js')).defineDoctorCommand,
  ),
  schema: command(
    'print the JSON Schema of what a command prints with --json',
    async () => (await import('./commands/schema.js')).defineSchemaCommand,
  ),
  completion: command(
    'print a script that makes a shell complete commands, flags, job names and shell runs',
    async () => (await import('./commands/completion.js')).defineCompletionCommand,
  ),
  complete: {
    description: '',
    hidden: true,
    load: async () => (await import('./commands/complete.js')).defineCompleteCommand,
  },
};
