import type { Command } from '@commander-js/extra-typings';
import type { CommandLine } from '../command-line.js';
import { addCleanupSessionsCommand } from './jobs/cleanup-sessions.js';
import { addDisableCommand } from './jobs/disable.js';
import { addEnableCommand } from './jobs/enable.js';
import { addExplainCommand } from './jobs/explain.js';
import { addHistoryCommand } from './jobs/history.js';
import { addLedgerCommand } from './jobs/ledger.js';
import { addListCommand } from './jobs/list.js';
import { addLogCleanupCommand } from './jobs/log-cleanup.js';
import { addNextCommand } from './jobs/next.js';
import { addResetCommand } from './jobs/reset.js';
import { addRunCommand } from './jobs/run.js';
import { addShowCommand } from './jobs/show.js';

export function addJobCommands(jobs: Command, cli: CommandLine): void {
  addListCommand(jobs, cli);
  addShowCommand(jobs, cli);
  addRunCommand(jobs, cli);
  addHistoryCommand(jobs, cli);
  addEnableCommand(jobs, cli);
  addDisableCommand(jobs, cli);
  addResetCommand(jobs, cli);
  addNextCommand(jobs, cli);
  addExplainCommand(jobs, cli);
  addLedgerCommand(jobs, cli);
  addCleanupSessionsCommand(jobs, cli);
  addLogCleanupCommand(jobs, cli);
}
