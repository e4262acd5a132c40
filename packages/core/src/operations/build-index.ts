import type { Artifact } from '../artifacts/artifact.js';
import type { BuildReport } from '../artifacts/build-report.js';
import { buildJobIndex } from '../registry/build-job-index.js';

/** Writes the job index and the declarations of a host; loads every extension. */
export async function buildIndex(options: {
  readonly cwd: string;
  readonly file?: string;
}): Promise<Artifact<BuildReport>> {
  const report = await buildJobIndex(options);
  const undeclared =
    report.undeclared.length === 0
      ? ''
      : `; not typed, since no module exports their class: ${report.undeclared.join(', ')}`;
  return {
    data: {
      files: [report.index, report.declarations],
      extensions: report.extensions,
      jobs: report.jobs,
      message: `Indexed ${report.jobs} job(s) of ${report.extensions} extension(s)${undeclared}`,
    },
    artifact_type: 'text',
    title: 'Job Index Built',
  };
}
