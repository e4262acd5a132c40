import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { recordByClerk } from './record-by-clerk.js';
import { readJson, ShellFiles, writeJson } from './shell-files.js';
import { Supervision } from './supervise.js';
import type { SupervisorOrder, SupervisorWord } from './supervisor-order.js';

// What looks after one command for as long as that runs. It outlives whoever started it, the terminal, and the database;
// it has no connection, and it loads nothing that it does not need while it waits.

/** How often one that waits looks for itself whether it may begin. */
const lookMs = 2_000;

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

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const order = await line<SupervisorOrder>();
files = new ShellFiles(order.stateDirectory);
id = order.id;
const word = await line<SupervisorWord>();
process.stdin.destroy();
const attempt = 'go' in word ? word.go : await turn(files);
supervision = new Supervision(order, files, attempt);
await supervision.run();
await recordByClerk(files, order);
process.exit();

/** Whoever starts a supervisor and dies before it has said all leaves nothing behind. */
async function line<Content>(): Promise<Content> {
  const next = await lines.next();
  if (next.done === true) process.exit();
  return JSON.parse(next.value) as Content;
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
