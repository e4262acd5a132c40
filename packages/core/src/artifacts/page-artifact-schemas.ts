import { z } from 'zod';
import type { ArtifactType } from './artifact.js';
import { approvalListSchema } from './approval-list.js';
import { comingOccurrencesSchema } from './coming-occurrences.js';
import { throughputSchema } from './throughput.js';
import { workerListSchema } from './worker-list.js';

function artifact<Data extends z.ZodType>(type: ArtifactType, data: Data) {
  return z.object({ data, artifact_type: z.literal(type), title: z.string() });
}

/** The schemas of artifacts that no command prints: what the pages show beside those of the commands. */
export const pageArtifactSchemas = {
  'approvals list': artifact('table', approvalListSchema),
  'occurrences list': artifact('table', comingOccurrencesSchema),
  throughput: artifact('chart', throughputSchema),
  'workers list': artifact('table', workerListSchema),
} as const;
