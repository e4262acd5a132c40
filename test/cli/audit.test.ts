import { join } from 'node:path';
import { type Host, openHost, operations } from '@infra/core';
import { createTestDatabase, openTestDatabase, type TestDatabase } from '@infra/core/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configurationWith, InfraHost } from './infra-host.js';

const { artifactSchemas } = await operations.artifactSchemas();

type Command = keyof typeof artifactSchemas;

/** What stays of a command for whoever asks later who did it. */
interface Deed {
  /** The action of its row in the audit; null where it asks for a run, whose row tells who asked for it. */
  readonly action: string | null;
  /** Does what the command does, by the operation behind it. */
  readonly by: (host: Host) => Promise<unknown>;
}

let infra: InfraHost;
let host: Host;
let target: TestDatabase;
let database: ReturnType<typeof openTestDatabase>;

beforeAll(async () => {
  infra = await InfraHost.make(configurationWith({ romeo: { approval: 'required' } }));
  target = await createTestDatabase({ template: 'template0' });
  // The shell runs of whoever runs the tests are none of their business.
  process.env['INFRA_HOME'] = join(infra.directory, 'state');
  await infra.artifact('db migrate');
  database = openTestDatabase(infra.database.connection);
  host = await openAs(infra.database.url);
});

afterAll(async () => {
  delete process.env['INFRA_HOME'];
  await host.close();
  await database.close();
  await target.drop();
  await infra.remove();
});

function openAs(databaseUrl: string): Promise<Host> {
  return openHost({ cwd: infra.directory, databaseUrl, actor: 'ann' });
}

async function submitted(job: string): Promise<string> {
  const { submitRun } = await operations.submitRun();
  const { data } = await submitRun(host, { name: job, parameters: {}, trigger: 'manual' });
  return data.run_id;
}

/** Runs a job that fails; resolves to its run's id. */
async function failed(): Promise<string> {
  const { data } = await runOf('broken');
  return data.jobs_run[0]?.run_id ?? '';
}

async function runOf(name: string) {
  const { runJobs } = await operations.runJobs();
  const signal = new AbortController().signal;
  return runJobs(host, { selection: { names: [name] }, sequential: true, signal });
}

async function failureOf(runId: string): Promise<string> {
  const { listFailures } = await operations.listFailures();
  const { failures } = (await listFailures(host, {})).data;
  return failures.find(({ run_id }) => run_id === runId)?.id ?? '';
}

const backup = () => join(infra.directory, 'kept.backup');
const signal = new AbortController().signal;
const asks = (by: Deed['by']): Deed => ({ action: null, by });
const leaves = (action: string, by: Deed['by']): Deed => ({ action, by });

// A command that is added does not compile here until somebody has said what it leaves. 'nothing': it reads, writes only
// files or stops only processes, or its deeds are its runs'.
const commands: Readonly<Record<Command, Deed | 'nothing'>> = {
  audit: 'nothing',
  build: 'nothing',
  'chains list': 'nothing',
  'chains schemas': 'nothing',
  'chains show': 'nothing',
  'chains validate': 'nothing',
  'checkpoints list': 'nothing',
  'config show': 'nothing',
  'db backup': 'nothing',
  'db status': 'nothing',
  'db stop': 'nothing',
  doctor: 'nothing',
  // Its run stands in the database of shell runs, which tells of it.
  exec: 'nothing',
  'extensions list': 'nothing',
  'failures list': 'nothing',
  'jobs explain': 'nothing',
  'jobs history': 'nothing',
  'jobs ledger': 'nothing',
  'jobs list': 'nothing',
  'jobs next': 'nothing',
  'jobs show': 'nothing',
  'new extension': 'nothing',
  'new job': 'nothing',
  'queues list': 'nothing',
  'runs list': 'nothing',
  'runs logs': 'nothing',
  'runs status': 'nothing',
  'runs wait': 'nothing',
  serve: 'nothing',
  status: 'nothing',
  'tokens list': 'nothing',
  work: 'nothing',
  'jobs run': asks(() => runOf('tidy')),
  'chains save': leaves('chain_saved', async () =>
    (await operations.saveChain()).saveChain(host, { name: 'nightly', chain: { steps: [{ job: 'tidy' }] } }),
  ),
  'chains schedule': leaves('chain_scheduled', async () =>
    (await operations.scheduleChain()).scheduleChain(host, { name: 'nightly', schedule: '0 0 3 * * *' }),
  ),
  'chains delete': leaves('chain_deleted', async () =>
    (await operations.deleteChain()).deleteChain(host, { name: 'nightly' }),
  ),
  'chains run': asks(async () =>
    (await operations.runChain()).runChain(host, {
      chain: { steps: [{ job: 'tidy' }] },
      trigger: 'manual',
    }),
  ),
  'runs submit': asks(() => submitted('tidy')),
  'jobs cleanup-sessions': asks(async () =>
    (await operations.cleanupSessions()).cleanupSessions(host, { hours: 1, dryRun: true, signal }),
  ),
  'jobs log-cleanup': asks(async () =>
    (await operations.cleanupLogs()).cleanupLogs(host, { days: 30, dryRun: true, signal }),
  ),
  'jobs disable': leaves('job_disabled', async () =>
    (await operations.disableJob()).disableJob(host, { name: 'tidy' }),
  ),
  'jobs enable': leaves('job_enabled', async () =>
    (await operations.enableJob()).enableJob(host, { name: 'tidy' }),
  ),
  'jobs reset': leaves('job_reset', async () =>
    (await operations.resetJob()).resetJob(host, { name: 'tidy' }),
  ),
  pause: leaves('paused', async () => (await operations.pauseWork()).pauseWork(host, { reason: 'r' })),
  resume: leaves('resumed', async () => (await operations.resumeWork()).resumeWork(host, {})),
  'queues set': leaves('queue_width_set', async () =>
    (await operations.setQueue()).setQueue(host, { name: 'mail', width: 3 }),
  ),
  'runs retry': leaves('run_resubmitted', async () =>
    (await operations.retryRun()).retryRun(host, { id: await failed() }),
  ),
  'runs approve run': leaves('run_approved', async () =>
    (await operations.approveRun()).approveRun(host, { id: await submitted('romeo') }),
  ),
  'runs approve pending': leaves('run_approved', async () => {
    await submitted('romeo');
    return (await operations.approveRuns()).approveRuns(host, {});
  }),
  'runs approve filter': leaves('run_approved', async () => {
    await submitted('romeo');
    return (await operations.approveRuns()).approveRuns(host, { status: 'pending' });
  }),
  'config auto-approve': leaves('auto_approve_set', async () =>
    (await operations.autoApprove()).autoApprove(host, { word: 'off', job: 'romeo' }),
  ),
  'tokens create': leaves('token_created', async () =>
    (await operations.createToken()).createToken(host, { name: 'ci', role: 'viewer' }),
  ),
  'tokens revoke': leaves('token_revoked', async () =>
    (await operations.revokeToken()).revokeToken(host, { name: 'ci' }),
  ),
  'tokens link': leaves('login_link_created', async () =>
    (await operations.createLoginLink()).createLoginLink(host),
  ),
  'runs cancel': leaves('run_cancelled', async () =>
    (await operations.cancelRuns()).cancelRuns(host, { target: await submitted('tidy') }),
  ),
  'runs stop': leaves('run_cancelled', async () =>
    (await operations.stopRun()).stopRun(host, { id: await submitted('tidy') }),
  ),
  'failures resubmit': leaves('failures_resubmitted', async () => {
    const ids = [await failureOf(await failed())];
    return (await operations.resubmitFailures()).resubmitFailures(host, { selection: { ids } });
  }),
  'failures delete': leaves('failures_deleted', async () => {
    const ids = [await failureOf(await failed())];
    return (await operations.deleteFailures()).deleteFailures(host, { selection: { ids } });
  }),
  'checkpoints clean': leaves('checkpoints_cleaned', async () =>
    (await operations.cleanCheckpoints()).cleanCheckpoints(host, {}),
  ),
  'runs clean': leaves('runs_cleaned', async () =>
    (await operations.cleanRuns()).cleanRuns(host, { olderThanMs: null }),
  ),
  'runs clear': leaves('runs_cleared', async () =>
    (await operations.clearRuns()).clearRuns(host, { confirm: async () => true }),
  ),
  'db migrate': leaves('database_migrated', async () => {
    const empty = await openAs(target.url);
    await (await operations.migrateDatabase()).migrateDatabase(empty);
    await empty.close();
  }),
  'db copy': leaves('database_copied', async () => {
    await emptyTarget();
    await (await operations.copyDatabase()).copyDatabase(host, { to: target.url });
  }),
  'db restore': leaves('database_restored', async () => {
    await (await operations.backUpDatabase()).backUpDatabase(host, { file: backup() });
    await (await operations.restoreDatabase()).restoreDatabase(host, { file: backup(), replace: true });
  }),
};

const inTarget = new Set<Command>(['db migrate', 'db copy']);

/** As before its first migration. */
async function emptyTarget(): Promise<void> {
  const opened = openTestDatabase(target.connection);
  await opened.query({ name: '', text: 'drop schema public cascade; create schema public' });
  await opened.close();
}

async function actionsIn(where: ReturnType<typeof openTestDatabase>): Promise<string[]> {
  const text = `select action from audit_events where actor = 'ann' order by id`;
  return (await where.query<{ action: string }>({ name: '', text })).map(({ action }) => action);
}

async function runsOfAnn(): Promise<number> {
  const text = `select count(*) as runs from job_runs where actor = 'ann'`;
  return (await database.query<{ runs: number }>({ name: '', text }))[0]?.runs ?? 0;
}

const deeds = Object.entries(commands).flatMap(([command, deed]) =>
  deed === 'nothing' ? [] : [{ command: command as Command, ...deed }],
);

describe('what is done stays known, with who did it', () => {
  test.for(deeds.filter(({ action }) => action === null))('infra $command: its run tells', async ({ by }) => {
    const before = await runsOfAnn();
    await by(host);
    expect(await runsOfAnn()).toBe(before + 1);
  });

  test.for(deeds.filter(({ action }) => action !== null))(
    'infra $command: $action in the audit',
    async ({ command, action, by }) => {
      const before = inTarget.has(command) ? 0 : (await actionsIn(database)).length;
      await by(host);
      const opened = openTestDatabase((inTarget.has(command) ? target : infra.database).connection);
      const actions = await actionsIn(opened);
      await opened.close();
      // A copy and a restore bring the deeds of before with them.
      expect(actions.slice(before).at(-1)).toBe(action);
    },
  );
});
