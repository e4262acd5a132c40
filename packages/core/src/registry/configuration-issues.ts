import type { ConfigurationIssue } from '../config/configuration-errors.js';
import type { HostSettings } from '../config/host-settings.js';
import { didYouMean } from '../config/nearest-name.js';
import type { z } from 'zod';
import type { DeclaredJob } from './import-extension.js';
import { checkParameters, mergeParameters } from './parse-parameters.js';
import { ownSchedule, type RegisteredJob } from './registered-job.js';

/** What the configuration says wrongly about jobs: names that nobody has, and parameters that break a job's schema. */
export function configurationIssues(
  settings: Pick<HostSettings, 'jobs' | 'alerts' | 'costs'>,
  jobs: readonly RegisteredJob[],
  extensions: readonly { readonly jobs: readonly DeclaredJob[] }[],
): readonly ConfigurationIssue[] {
  const declared = new Map(
    extensions.flatMap((extension) => extension.jobs.map((job) => [job.definition.name, job])),
  );
  const named = {
    jobs: settings.jobs,
    'alerts.pings': settings.alerts.pings,
    'costs.budgets.jobs': settings.costs.jobBudgets,
  };
  const unknown = Object.entries(named).flatMap(([path, ofJobs]) => {
    return Object.keys(ofJobs).flatMap((name) => (declared.has(name) ? [] : [unknownJob(name, jobs, path)]));
  });
  return [
    ...unknown,
    ...jobs.flatMap((job) => parameterIssues(job, declared.get(job.name))),
    ...jobs.flatMap(approvalIssues),
  ];
}

function approvalIssues({ name, approval, estimates }: RegisteredJob): readonly ConfigurationIssue[] {
  if (typeof approval === 'string' || estimates) return [];
  const message = 'its class has no method estimate(parameters, context) whose amount could be compared';
  return [{ path: `jobs.${name}.approval.above`, message }];
}

function unknownJob(name: string, jobs: readonly RegisteredJob[], path: string): ConfigurationIssue {
  const renamed = jobs.find(({ formerly }) => formerly.includes(name));
  const names = jobs.map((job) => job.name);
  const message =
    renamed === undefined
      ? `there is no such job${didYouMean(name, names)}`
      : `is called '${renamed.name}' now`;
  return { path: `${path}.${name}`, message };
}

/**
 * Each schedule that is going to fire has to have every parameter it needs. For runs by hand, and for a job that is
 * disabled, the rest may still be given: there only what has been configured must be right.
 */
function parameterIssues(
  job: RegisteredJob,
  declared: DeclaredJob | undefined,
): readonly ConfigurationIssue[] {
  const schema = declared?.definition.parameters ?? null;
  const own = job.schedules.some(({ name }) => name === ownSchedule);
  const configured = [
    ...(own && job.enabled
      ? []
      : given(checkParameters(job, schema, job.configuredParameters).issues, job.configuredParameters)),
  ].map((issue) => placed(issue, job, null));
  const scheduled = job.schedules
    .filter(({ name }) => name !== ownSchedule || job.enabled)
    .flatMap((schedule) => {
      const { issues } = checkParameters(job, schema, mergeParameters(job, {}, schedule));
      return issues.map((issue) => placed(issue, job, schedule.name));
    });
  return [...configured, ...scheduled, ...followerIssues(job, schema)];
}

/** A run that follows another has the configured parameters and no others. */
function followerIssues(job: RegisteredJob, schema: z.ZodType | null): readonly ConfigurationIssue[] {
  const byItself = job.enabled && job.schedules.some(({ name }) => name === ownSchedule);
  // Then the same is told already.
  if (job.after.length === 0 || byItself) return [];
  const { issues } = checkParameters(job, schema, mergeParameters(job, {}));
  return issues
    .filter(({ path }) => !given([{ path, message: '' }], job.configuredParameters).length)
    .map(({ path, message }) => ({
      path: `jobs.${job.name}.parameters${path === '' ? '' : `.${path}`}`,
      message: `${message} (the job runs after '${job.after.join("', '")}')`,
    }));
}

/** Without the issues about what was not given at all. */
function given(
  issues: readonly ConfigurationIssue[],
  parameters: Readonly<Record<string, unknown>>,
): ConfigurationIssue[] {
  return issues.filter(({ path }) => Object.hasOwn(parameters, /^[^.[]*/.exec(path)?.[0] ?? ''));
}

function placed(
  { path, message }: ConfigurationIssue,
  job: RegisteredJob,
  schedule: string | null,
): ConfigurationIssue {
  const named = schedule !== null && schedule !== ownSchedule;
  const at = named ? `jobs.${job.name}.schedules.${schedule}.parameters` : `jobs.${job.name}.parameters`;
  const when = schedule === ownSchedule ? ` (the job runs by its own schedule, '${job.schedule}')` : '';
  return { path: path === '' ? at : `${at}.${path}`, message: `${message}${when}` };
}
