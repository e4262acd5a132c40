import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addApproveCommands } from './runs/approve.js';
import { addCleanCommand } from './runs/clean.js';
import { addClearCommand } from './runs/clear.js';
import { addCancelCommand } from './runs/cancel.js';
import { addListCommand } from './runs/list.js';
import { addLogsCommand } from './runs/logs.js';
import { addStatusCommand } from './runs/status.js';
import { addStopCommand } from './runs/stop.js';
import { addRetryCommand } from './runs/retry.js';
import { addSubmitCommand } from './runs/submit.js';
import { addWaitCommand } from './runs/wait.js';

export function addRunsCommands(runs: Command, cli: CommandLine): void {
  addSubmitCommand(runs, cli);
  addWaitCommand(runs, cli);
  addRetryCommand(runs, cli);
  addListCommand(runs, cli);
  addStatusCommand(runs, cli);
  addLogsCommand(runs, cli);
  addCleanCommand(runs, cli);
  addClearCommand(runs, cli);
  addApproveCommands(runs, cli);
  addCancelCommand(runs, cli);
  addStopCommand(runs, cli);
}
