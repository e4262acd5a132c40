import type { ExtensionFault } from './extension-faulty-error.js';
import type { DeclaredJob } from './import-extension.js';
import type { LoadedExtension } from './loaded-job.js';
import { chainJobName } from './chain-job.js';

/** Jobs that no extension brings. */
const ownNames: Readonly<Record<string, string>> = {
  shell_command: 'shell runs',
  [chainJobName]: 'runs of chains',
};

interface WithJobs extends Pick<LoadedExtension, 'extension' | 'resolved'> {
  readonly jobs: readonly DeclaredJob[];
}

/** Names that two of the host's extensions or jobs claim; each fault names both files. */
export function nameFaults(extensions: readonly WithJobs[]): ExtensionFault[] {
  return [...extensionNames(extensions), ...jobNames(extensions)];
}

function extensionNames(extensions: readonly WithJobs[]): ExtensionFault[] {
  const first = new Map<string, WithJobs>();
  return extensions.flatMap((extension) => {
    const { name } = extension.extension;
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, extension);
      return [];
    }
    const reason =
      other.resolved.entry === extension.resolved.entry
        ? 'the configuration lists it twice'
        : `another extension has its name, in ${other.resolved.entry}`;
    return [{ extension: name, file: extension.resolved.entry, reason }];
  });
}

/** Of every job's names the present one is claimed first: a former name never takes it from the job that bears it. */
function jobNames(extensions: readonly WithJobs[]): ExtensionFault[] {
  const jobs = extensions.flatMap(({ extension, jobs }) =>
    jobs.map((job) => ({ job, extension: extension.name })),
  );
  const owners = new Map<string, DeclaredJob>();
  const faults: ExtensionFault[] = [];
  const claim = (
    name: string,
    job: DeclaredJob,
    extension: string,
    describe: (owner: DeclaredJob) => string,
  ): void => {
    const owner = owners.get(name);
    if (owner === undefined) owners.set(name, job);
    else faults.push({ extension, file: job.file, reason: describe(owner) });
  };
  for (const { job, extension } of jobs) {
    const { name } = job.definition;
    const own = ownNames[name];
    if (own !== undefined)
      faults.push({ extension, file: job.file, reason: `the name '${name}' is that of ${own}` });
    claim(name, job, extension, (owner) =>
      owner.jobClass === job.jobClass
        ? `the job '${name}' is listed twice`
        : `two jobs have the name '${name}', the other one in ${owner.file}`,
    );
  }
  for (const { job, extension } of jobs) {
    for (const name of job.definition.formerly ?? []) {
      claim(name, job, extension, (owner) => formerly(name, job, owner));
    }
  }
  return faults;
}

function formerly(name: string, job: DeclaredJob, owner: DeclaredJob): string {
  if (owner === job)
    return `the job '${job.definition.name}' names '${name}' as former though it is known by it already`;
  const present = owner.definition.name === name;
  return `the job '${job.definition.name}' was formerly '${name}', which ${
    present ? 'is the name' : 'is a former name'
  } of a job in ${owner.file}`;
}
