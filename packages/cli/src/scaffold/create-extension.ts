import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { DataOf } from '../artifact-data.js';
import { checkExtensionName, jobNames } from './names.js';
import { writeTemplates } from './write-templates.js';

const configurationNames = ['ts', 'js', 'mjs', 'json', 'yaml'].map(
  (extension) => `infra.config.${extension}`,
);

/** Writes a new extension; where no configuration is in sight also one that uses it. */
export async function createExtension(options: {
  readonly name: string;
  readonly directory: string | undefined;
  readonly cwd: string;
}): Promise<DataOf<'new extension'>> {
  const { name, cwd } = options;
  checkExtensionName(name);
  const job = jobNames(`${name.replaceAll('-', '_')}_example`);
  const configuration = findConfiguration(cwd);
  const host = configuration === null ? cwd : dirname(configuration);
  const directory =
    options.directory === undefined ? join(host, 'extensions', name) : resolve(cwd, options.directory);
  const use = pathFrom(host, directory);
  const files = [
    { path: 'package.json', template: 'extension/package.json' },
    { path: 'tsconfig.json', template: 'extension/tsconfig.json' },
    { path: 'README.md', template: 'extension/README.md' },
    { path: 'src/extension.ts', template: 'extension/extension.ts.txt' },
    { path: `src/jobs/${job.fileName}.ts`, template: 'job/job.ts.txt' },
    { path: `src/jobs/${job.fileName}.test.ts`, template: 'job/job.test.ts.txt' },
  ];
  const values = { ...job, extension: name, use, schedule: '0 0 * * * *', version: ownVersion() };
  await writeTemplates(directory, files, values);
  const written = files.map(({ path }) => join(directory, path));
  if (configuration === null) {
    await writeTemplates(host, [{ path: 'infra.config.json', template: 'extension/infra.config.json' }], {
      use,
    });
    written.push(join(host, 'infra.config.json'));
  }
  return {
    kind: 'extension',
    name,
    files: written.map((file) => relative(cwd, file)),
    next_steps: nextSteps({ configuration, use, directory: relative(cwd, directory), job: job.name }),
    message: `Created the extension '${name}' in ${relative(cwd, directory)}`,
  };
}

/** The configuration of the host that `cwd` lies in, by its name alone: it is not read. */
function findConfiguration(cwd: string): string | null {
  for (let directory = resolve(cwd); ; directory = dirname(directory)) {
    const found = configurationNames.map((name) => join(directory, name)).find((file) => existsSync(file));
    if (found !== undefined) return found;
    if (directory === dirname(directory)) return null;
  }
}

function nextSteps(created: {
  configuration: string | null;
  use: string;
  directory: string;
  job: string;
}): string[] {
  const register =
    created.configuration === null
      ? []
      : [`add '${created.use}' to \`extensions\` in ${created.configuration}`];
  return [...register, `infra jobs run ${created.job}`, `cd ${created.directory} && npm install && npm test`];
}

/** A path as a configuration names it: with a dot at its beginning. */
function pathFrom(from: string, to: string): string {
  const path = relative(from, to).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}

function ownVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
