import type { CommandLine, InputOf } from '../command-line.js';

/** What `--wait` of a submission asks for: Ctrl-C ends the waiting, not the run, and people are told its id at once. */
export function waitingFor(cli: CommandLine): NonNullable<InputOf<'submitRun'>['wait']> {
  const { stdout } = cli.terminal;
  return {
    signal: cli.interruption(),
    onSubmitted: (run) => {
      // On a pipe the id alone is printed, at the end.
      if (cli.flags.json || stdout.isTTY === true)
        cli.stream(run, `Run ${run.run_id} is ${run.status}; waiting for its end`);
    },
  };
}
