import type { Endpoint } from './endpoint.js';
import { approvalEndpoints } from './approvals.js';
import { chainTemplateEndpoints } from './chain-templates.js';
import { checkpointEndpoints } from './checkpoints.js';
import { failureEndpoints } from './failures.js';
import { jobEndpoints } from './jobs.js';
import { jobBuilderEndpoints } from './job-builder.js';
import { queueEndpoints } from './queues.js';
import { runEndpoints } from './runs.js';
import { systemEndpoints } from './system.js';

/**
 * Everything that can be asked for over HTTP. The routes, the OpenAPI document and docs/rest-api.md come from it; what
 * is not here (`exec`, `runs clear`, `db`, `tokens`, `build`, `new`, shell runs) cannot be reached.
 */
export const endpointTable: readonly Endpoint[] = [
  ...jobEndpoints,
  ...runEndpoints,
  ...failureEndpoints,
  ...approvalEndpoints,
  ...checkpointEndpoints,
  ...jobBuilderEndpoints,
  ...chainTemplateEndpoints,
  ...queueEndpoints,
  ...systemEndpoints,
];
