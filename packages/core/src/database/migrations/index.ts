import type { Migration } from 'kysely/migration';
import { approvals } from './approvals.js';
import { chainTemplates } from './chain-templates.js';
import { checkpoints } from './checkpoints.js';
import { durableRuns } from './durable-runs.js';
import { foundation } from './foundation.js';
import { gatedPhases } from './gated-phases.js';
import { pagesOfRuns } from './pages-of-runs.js';
import { runsOfClientAndJob } from './runs-of-client-and-job.js';
import { runsOfSubject } from './runs-of-subject.js';
import { shellRuns } from './shell-runs.js';
import { subjectsOfJobs } from './subjects-of-jobs.js';
import { webAccess } from './web-access.js';
import { workerSessions } from './worker-sessions.js';

/**
 * Core's migrations in order; none is ever edited once released. `worksWith` is how many migrations a program must
 * know to work beside this one: it grows only when a migration would break the programs before it.
 */
export const coreMigrations: readonly { name: string; migration: Migration; worksWith: number }[] = [
  { name: '0001_foundation', migration: foundation, worksWith: 1 },
  // A program before it would neither give back the slots of queues nor write the failure log.
  { name: '0002_durable_runs', migration: durableRuns, worksWith: 2 },
  // A program before it would queue runs that need leave.
  { name: '0003_approvals', migration: approvals, worksWith: 3 },
  // A program before it would settle a phase and not begin the next.
  { name: '0004_checkpoints', migration: checkpoints, worksWith: 4 },
  { name: '0005_shell_runs', migration: shellRuns, worksWith: 4 },
  { name: '0006_worker_sessions', migration: workerSessions, worksWith: 4 },
  { name: '0007_web_access', migration: webAccess, worksWith: 4 },
  { name: '0008_chain_templates', migration: chainTemplates, worksWith: 4 },
  { name: '0009_runs_of_subject', migration: runsOfSubject, worksWith: 4 },
  { name: '0010_gated_phases', migration: gatedPhases, worksWith: 4 },
  // A program before it would enqueue scheduled runs that hold nothing.
  { name: '0011_subjects_of_jobs', migration: subjectsOfJobs, worksWith: 11 },
  { name: '0012_runs_of_client_and_job', migration: runsOfClientAndJob, worksWith: 11 },
  { name: '0013_pages_of_runs', migration: pagesOfRuns, worksWith: 11 },
];
