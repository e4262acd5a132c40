import { closeSync, existsSync, readSync } from 'node:fs';
import { recordByClerk } from './record-by-clerk.js';
import { readJson, ShellFiles, writeJson } from './shell-files.js';
import { Supervision } from './supervise.js';
import type { SupervisorOrder, SupervisorWord } from './supervisor-order.js';

// What looks after one command for as long as that runs. It outlives whoever started it, the terminal, and the database;
// it has no connection, and it loads nothing that it does not need while it waits. The build makes one CommonJS file of it
// and all that it imports: each module, and ESM itself, would cost memory as long as the command runs.

/** How often one that waits looks for itself whether it may begin. */
const lookMs = 2_000;

const stdin = 0;
const readBytes = 64 * 1024;
const newline = 0x0a;
/** What was read of stdin and is in no line yet. */
let said: Buffer = Buffer.alloc(0);

let supervision: Supervision | null = null;
let files: ShellFiles | null = null;
let id = 0;
let proceed: () => void = () => {};

for (const signal of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGPIPE'] as const) process.on(signal, () => {});
process.on('SIGTERM', () => {
  // Nothing has begun: there is nothing to record.
  if (supervision === null) process.exit();
  supervision.stop('stopped');
});
process.on('SIGUSR2', () => {
  if (files !== null && existsSync(files.force(id))) {
    if (supervision === null) process.exit();
    supervision.force();
  }
  proceed();
});

void main();

async function main(): Promise<void> {
  const order = line<SupervisorOrder>();
  files = new ShellFiles(order.stateDirectory);
  id = order.id;
  const word = line<SupervisorWord>();
  closeSync(stdin);
  // Signals that came meanwhile are heard first.
  await new Promise(setImmediate);
  const attempt = 'go' in word ? word.go : await turn(files);
  supervision = new Supervision(order, files, attempt);
  await supervision.run();
  await recordByClerk(files, order);
  process.exit();
}

/** The next line of stdin. Whoever starts a supervisor and dies before it has said all leaves nothing behind. */
function line<Content>(): Content {
  const bytes = Buffer.alloc(readBytes);
  for (let end = said.indexOf(newline); ; end = said.indexOf(newline)) {
    if (end >= 0) {
      const text = said.toString('utf8', 0, end);
      said = said.subarray(end + 1);
      return JSON.parse(text) as Content;
    }
    const read = readSync(stdin, bytes);
    if (read === 0) process.exit();
    said = Buffer.concat([said, bytes.subarray(0, read)]);
  }
}

/** Resolves to the attempt as soon as somebody has claimed it in this supervisor's name. */
async function turn(files: ShellFiles): Promise<number> {
  writeJson(files.run(id), { state: 'waiting' });
  for (;;) {
    const go = readJson<{ readonly go: number; readonly pid: number }>(files.go(id));
    if (go?.pid === process.pid) return go.go;
    // The run is over before it began, and whoever settled that has tidied up; or another supervisor has it.
    if (go !== null || !existsSync(files.run(id))) process.exit();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, lookMs);
      proceed = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
