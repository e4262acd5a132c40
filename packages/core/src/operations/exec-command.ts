import type { Artifact } from '../artifacts/artifact.js';
import type { StartedCommand } from '../artifacts/started-command.js';
import { InfraError } from '../errors/infra-error.js';
import { QueueStore } from '../jobs/queue-store.js';
import type { Output } from '../shell/log-reader.js';
import type { OutputLine } from '../shell/output-lines.js';
import { withoutSecrets } from '../shell/command-environment.js';
import { projectOf } from '../shell/project-of.js';
import { atShellDesk, type ShellDesk } from '../shell/shell-desk.js';
import { shellId, type ShellRun } from '../shell-runs/shell-run.js';
import { awaitShellRun } from './await-shell-run.js';
import type { Host } from './host.js';
import { type AskedCommand, InvalidCommandError, readCommand } from './read-command.js';
import { findShellRun } from './shell-reference.js';
import { type StartedShellRun, startShellRun } from './start-shell-run.js';

export interface ExecCommandInput extends AskedCommand {
  /** The caller's environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Variables that are laid over it. */
  readonly variables?: readonly (readonly [string, string])[] | undefined;
  /** The submitter's own data: stored and shown, never read by us. */
  readonly context?: Readonly<Record<string, unknown>> | undefined;
  /** Ids or names of shell runs that have to complete before. */
  readonly after?: readonly string[] | undefined;
  /** Whether it is started again when its supervisor has died. */
  readonly restartOnCrash?: boolean | undefined;
  /** Sentences for people about what was found. */
  readonly note?: (sentence: string) => void;
  /** Stays until the command has ended. */
  readonly wait?: {
    /** Aborted by Ctrl-C: the run goes on, and the promise rejects with {@link WatchEndedError}. */
    readonly signal: AbortSignal;
    readonly onStarted: (run: StartedCommand) => void;
    /** Told of the output as it comes; what it returns is awaited before more is read. */
    readonly onOutput?: ((output: Output) => void | Promise<void>) | undefined;
    /** The same in lines. */
    readonly onLine?: ((line: OutputLine) => void) | undefined;
  };
}

/** A run that was to be followed has not completed, and never will. */
export class CannotFollowError extends InfraError {
  readonly code = 'operation_failed';
}

/**
 * Starts a command line that goes on whatever becomes of its caller: as a run of this user, whatever host the caller
 * stands in. The same key names the same run as long as that is kept.
 * @throws {InvalidCommandError} before anything is touched. @throws {NameTakenError} @throws {RunNotFoundError} for what
 *   it shall follow. @throws {CannotFollowError} @throws {WatchEndedError}
 */
export async function execCommand(host: Host, input: ExecCommandInput): Promise<Artifact<StartedCommand>> {
  const asked = readCommand(input);
  const environment = environmentOf(input);
  const started = await atShellDesk(
    { mayRestart: true, ...(input.note && { note: input.note }) },
    async (desk) => {
      const run = {
        ...asked,
        ...withoutSecrets(environment),
        actor: host.actor,
        host: desk.host,
        project: projectOf(asked.directory),
        context: input.context ?? null,
        afterRuns: await predecessors(desk, input),
        restartOnCrash: input.restartOnCrash ?? false,
        retryOf: null,
      };
      if (input.queue !== undefined) await noteNoWidth(desk, input.queue);
      return { desk, ...(await startShellRun(desk, run, environment)) };
    },
  );
  if (input.wait === undefined) return artifactOf(started, null);
  const { wait } = input;
  wait.onStarted(dataOf(started, null));
  const { stateDirectory } = started.desk;
  const over = await awaitShellRun(host, started.id, { ...wait, stateDirectory });
  const { error } = over.run;
  // What the command has to say of its own end it has printed.
  if (error !== null && !ownEnds.has(error.code))
    input.note?.(`run ${shellId(started.id)} is ${over.run.status}: ${error.message}`);
  return artifactOf({ ...started, status: over.run.status }, over);
}

const ownEnds: ReadonlySet<string> = new Set(['command_failed', 'command_killed']);

/** Whoever names a queue wants its runs to wait for each other; a queue of the host's with that name is another one. */
async function noteNoWidth({ database, note }: ShellDesk, queue: string): Promise<void> {
  if ((await new QueueStore(database).width(queue)) !== null) return;
  note(
    `the queue '${queue}' of shell runs has no width, so nothing waits in it: \`infra queues set ${queue} 1 --shell\` gives it one`,
  );
}

function environmentOf({ environment, variables = [] }: ExecCommandInput): Record<string, string> {
  const wrong = variables.find(([name]) => name === '' || /[=\0]/.test(name));
  if (wrong !== undefined) throw new InvalidCommandError(`'${wrong[0]}' is no name of a variable`);
  const given = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(given), ...Object.fromEntries(variables) };
}

async function predecessors(
  { database }: ShellDesk,
  { after = [], directory }: ExecCommandInput,
): Promise<number[]> {
  const ids = new Set<number>();
  for (const reference of after) {
    const { run } = await findShellRun(database, reference, directory);
    if (run.status === 'failed' || run.status === 'cancelled') {
      throw new CannotFollowError(`run ${shellId(run.id)} is ${run.status}: nothing can follow it`, {
        hint: `\`infra runs retry ${shellId(run.id)}\` makes it again`,
      });
    }
    ids.add(run.id);
  }
  return [...ids];
}

function dataOf({ id, status, created }: StartedShellRun, over: ShellRun | null): StartedCommand {
  return {
    run_id: shellId(id),
    status,
    created,
    exit_code: over?.exitCode ?? null,
    signal: over?.exitSignal ?? null,
    timed_out: over?.run.error?.code === 'timeout',
  };
}

function artifactOf(run: StartedShellRun, over: ShellRun | null): Artifact<StartedCommand> {
  return { data: dataOf(run, over), artifact_type: 'text', title: 'Shell Run' };
}
