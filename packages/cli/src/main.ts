import { nodeTooOld } from './node-version.js';

const { stdin, stdout, stderr, env } = process;

// A reader that has seen enough (`infra jobs list | head -1`) is no error.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const tooOld = nodeTooOld(process.versions.node);
if (tooOld !== null) {
  stderr.write(tooOld);
  process.exit(3);
}

// Only now: an older Node would fail on what is imported here.
const { runProgram } = await import('./run-program.js');
process.exitCode = await runProgram(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  env,
  cwd: currentDirectory(),
});

/** Somebody may have removed it: then there is nothing that a path could start from. */
function currentDirectory(): string {
  try {
    return process.cwd();
  } catch {
    stderr.write('error: the current directory has been removed\nhint: change to one that exists\n');
    process.exit(2);
  }
}
