import { z } from 'zod';
import { didYouMean } from '../config/nearest-name.js';
import { InfraError } from '../errors/infra-error.js';
import {
  createdTokenSchema,
  loginLinkSchema,
  revokedAccessSchema,
  tokenListSchema,
} from './access-tokens.js';
import type { ArtifactType } from './artifact.js';
import { autoApprovalSchema } from './auto-approval.js';
import { awaitedRunsSchema } from './awaited-runs.js';
import { auditTrailSchema } from './audit-trail.js';
import { buildReportSchema } from './build-report.js';
import { deletedChainSchema, savedChainSchema, scheduledChainSchema } from './chain-change.js';
import { chainDetailsSchema } from './chain-details.js';
import { chainListSchema } from './chain-list.js';
import { chainSchemasSchema } from './chain-schemas.js';
import { chainValidationSchema } from './chain-validation.js';
import { checkpointCleanupSchema } from './checkpoint-cleanup.js';
import { checkpointListSchema } from './checkpoint-list.js';
import { createdFilesSchema } from './created-files.js';
import { databaseStatusSchema } from './database-status.js';
import { databaseStoppedSchema } from './database-stopped.js';
import { databaseBackupSchema, databaseTransferSchema } from './database-transfer.js';
import { executionHistorySchema } from './execution-history.js';
import { executionResultsSchema } from './execution-results.js';
import { extensionListSchema } from './extension-list.js';
import { healthReportSchema } from './health-report.js';
import { failureListSchema } from './failure-list.js';
import { failureDeletionSchema, failureResubmissionSchema } from './failure-resolution.js';
import { jobDetailsSchema } from './job-details.js';
import { jobLedgerSchema } from './job-ledger.js';
import { jobListSchema } from './job-list.js';
import { jobSwitchSchema } from './job-switch.js';
import { logCleanupSchema } from './log-cleanup.js';
import { migrationReportSchema } from './migration-report.js';
import { nextOccurrencesSchema } from './next-occurrences.js';
import { occurrenceExplanationSchema } from './occurrence-explanation.js';
import { pauseStateSchema } from './pause-state.js';
import { queueListSchema } from './queue-list.js';
import { queueWidthSchema } from './queue-width.js';
import { approvedRunsSchema } from './run-approval.js';
import { runDetailsSchema } from './run-details.js';
import { runCancellationSchema } from './run-cancellation.js';
import { runListSchema } from './run-list.js';
import { runLogsSchema } from './run-logs.js';
import { cleanedRunsSchema, clearedRunsSchema } from './run-removal.js';
import { sessionCleanupSchema } from './session-cleanup.js';
import { shownConfigurationSchema } from './shown-configuration.js';
import { startedCommandSchema } from './started-command.js';
import { submittedChainSchema } from './submitted-chain.js';
import { systemStatusSchema } from './system-status.js';
import { resubmittedRunSchema, submittedRunSchema } from './submitted-run.js';
import { workerStoppedSchema } from './worker-stopped.js';

function artifact<Data extends z.ZodType>(type: ArtifactType, data: Data) {
  return z.object({ data, artifact_type: z.literal(type), title: z.string() });
}

/** The schema of what each command prints with `--json`, by its words (`jobs list`). */
export const artifactSchemas = {
  audit: artifact('table', auditTrailSchema),
  build: artifact('text', buildReportSchema),
  'chains delete': artifact('text', deletedChainSchema),
  'chains list': artifact('table', chainListSchema),
  'chains run': artifact('text', submittedChainSchema),
  'chains save': artifact('text', savedChainSchema),
  'chains schedule': artifact('text', scheduledChainSchema),
  'chains schemas': artifact('table', chainSchemasSchema),
  'chains show': artifact('presentation_card', chainDetailsSchema),
  'chains validate': artifact('presentation_card', chainValidationSchema),
  'checkpoints clean': artifact('text', checkpointCleanupSchema),
  'checkpoints list': artifact('table', checkpointListSchema),
  'config auto-approve': artifact('table', autoApprovalSchema),
  'config show': artifact('presentation_card', shownConfigurationSchema),
  'db backup': artifact('text', databaseBackupSchema),
  'db copy': artifact('text', databaseTransferSchema),
  'db migrate': artifact('table', migrationReportSchema),
  'db restore': artifact('text', databaseTransferSchema),
  'db status': artifact('presentation_card', databaseStatusSchema),
  'db stop': artifact('text', databaseStoppedSchema),
  doctor: artifact('table', healthReportSchema),
  exec: artifact('text', startedCommandSchema),
  'extensions list': artifact('table', extensionListSchema),
  'failures delete': artifact('list', failureDeletionSchema),
  'failures list': artifact('table', failureListSchema),
  'failures resubmit': artifact('list', failureResubmissionSchema),
  'jobs cleanup-sessions': artifact('text', sessionCleanupSchema),
  'jobs disable': artifact('text', jobSwitchSchema),
  'jobs enable': artifact('text', jobSwitchSchema),
  'jobs explain': artifact('presentation_card', occurrenceExplanationSchema),
  'jobs history': artifact('table', executionHistorySchema),
  'jobs ledger': artifact('table', jobLedgerSchema),
  'jobs list': artifact('table', jobListSchema),
  'jobs log-cleanup': artifact('text', logCleanupSchema),
  'jobs next': artifact('table', nextOccurrencesSchema),
  'jobs reset': artifact('text', jobSwitchSchema),
  'jobs run': artifact('table', executionResultsSchema),
  'jobs show': artifact('presentation_card', jobDetailsSchema),
  'new extension': artifact('text', createdFilesSchema),
  'new job': artifact('text', createdFilesSchema),
  pause: artifact('text', pauseStateSchema),
  'queues list': artifact('table', queueListSchema),
  'queues set': artifact('text', queueWidthSchema),
  resume: artifact('text', pauseStateSchema),
  'runs retry': artifact('text', resubmittedRunSchema),
  'runs submit': artifact('text', submittedRunSchema),
  'runs clean': artifact('text', cleanedRunsSchema),
  'runs clear': artifact('text', clearedRunsSchema),
  'runs approve filter': artifact('list', approvedRunsSchema),
  'runs approve pending': artifact('list', approvedRunsSchema),
  'runs approve run': artifact('list', approvedRunsSchema),
  'runs cancel': artifact('list', runCancellationSchema),
  'runs wait': artifact('table', awaitedRunsSchema),
  'runs list': artifact('table', runListSchema),
  'runs logs': artifact('text', runLogsSchema),
  'runs status': artifact('presentation_card', runDetailsSchema),
  'runs stop': artifact('list', runCancellationSchema),
  serve: artifact('text', workerStoppedSchema),
  status: artifact('presentation_card', systemStatusSchema),
  'tokens create': artifact('text', createdTokenSchema),
  'tokens link': artifact('text', loginLinkSchema),
  'tokens list': artifact('table', tokenListSchema),
  'tokens revoke': artifact('text', revokedAccessSchema),
  work: artifact('text', workerStoppedSchema),
} as const;

/** A command that returns an artifact. */
export type ArtifactCommand = keyof typeof artifactSchemas;

/** No command of these words returns an artifact. */
export class UnknownCommandError extends InfraError {
  override readonly code = 'usage';

  constructor(words: string) {
    super(`no command '${words}' returns an artifact${didYouMean(words, artifactCommands)}`, {
      hint: '`infra schema` lists those that do',
    });
  }
}

/** Every command that returns an artifact, sorted. */
export const artifactCommands = (Object.keys(artifactSchemas) as ArtifactCommand[]).toSorted();

/**
 * The JSON Schema (draft 2020-12) of what a command prints with `--json`. It allows fields that it does not name: a
 * later version may add some.
 * @throws {UnknownCommandError}
 */
export function artifactJsonSchema(words: string): Record<string, unknown> {
  const command = artifactCommands.find((name) => name === words);
  if (command === undefined) throw new UnknownCommandError(words);
  return z.toJSONSchema(artifactSchemas[command], { io: 'input' });
}
