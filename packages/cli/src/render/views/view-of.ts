import type { ArtifactView, TextView } from '../artifact-view.js';

/** A text artifact says what there is to say in its message. */
const message: TextView<{ readonly message: string }> = { kind: 'text', text: (data) => data.message };

// Loaded for the command that is called, not for all of them.
const views: Readonly<Record<string, () => Promise<ArtifactView<never>>>> = {
  audit: async () => (await import('./audit-view.js')).auditTrail,
  'chains list': async () => (await import('./chain-views.js')).chainList,
  'chains run': async () => (await import('./chain-views.js')).submittedChain,
  'chains schemas': async () => (await import('./chain-views.js')).chainSchemas,
  'chains show': async () => (await import('./chain-views.js')).chainDetails,
  'chains validate': async () => (await import('./chain-views.js')).chainValidation,
  'checkpoints list': async () => (await import('./checkpoint-views.js')).checkpointList,
  'config auto-approve': async () => (await import('./approval-views.js')).autoApproval,
  'config show': async () => (await import('./host-views.js')).shownConfiguration,
  'db migrate': async () => (await import('./database-views.js')).migrationReport,
  'db status': async () => (await import('./database-views.js')).databaseStatus,
  doctor: async () => (await import('./health-views.js')).healthReport,
  exec: async () => (await import('./shell-views.js')).startedCommand,
  'extensions list': async () => (await import('./host-views.js')).extensionList,
  'failures delete': async () => (await import('./failure-views.js')).failureDeletion,
  'failures list': async () => (await import('./failure-views.js')).failureList,
  'failures resubmit': async () => (await import('./failure-views.js')).failureResubmission,
  'jobs explain': async () => (await import('./occurrence-views.js')).occurrenceExplanation,
  'jobs history': async () => (await import('./run-views.js')).executionHistory,
  'jobs ledger': async () => (await import('./occurrence-views.js')).jobLedger,
  'jobs list': async () => (await import('./job-views.js')).jobList,
  'jobs next': async () => (await import('./occurrence-views.js')).nextOccurrences,
  'jobs run': async () => (await import('./run-views.js')).executionResults,
  'jobs show': async () => (await import('./job-views.js')).jobDetails,
  'new extension': async () => (await import('./host-views.js')).createdFiles,
  'new job': async () => (await import('./host-views.js')).createdFiles,
  'queues list': async () => (await import('./queue-views.js')).queueList,
  'runs approve filter': async () => (await import('./approval-views.js')).approvedRuns,
  'runs approve pending': async () => (await import('./approval-views.js')).approvedRuns,
  'runs approve run': async () => (await import('./approval-views.js')).approvedRuns,
  'runs retry': async () => (await import('./submission-views.js')).resubmittedRun,
  'runs wait': async () => (await import('./submission-views.js')).awaitedRuns,
  'runs submit': async () => (await import('./submission-views.js')).submittedRun,
  'runs status': async () => (await import('./run-details-view.js')).runDetails,
  status: async () => (await import('./system-status-view.js')).systemStatus,
  'tokens create': async () => (await import('./token-views.js')).createdToken,
  'tokens link': async () => (await import('./token-views.js')).loginLink,
  'tokens list': async () => (await import('./token-views.js')).tokenList,
  'runs logs': async () => (await import('./run-logs-view.js')).runLogs,
  'runs cancel': async () => (await import('./cancellation-view.js')).runCancellation,
  'runs stop': async () => (await import('./cancellation-view.js')).runCancellation,
  'runs list': async () => (await import('./run-list-view.js')).runList,
};

/** How the artifact of a command is shown. */
export async function viewOf(command: string): Promise<ArtifactView<never>> {
  return (await views[command]?.()) ?? message;
}
