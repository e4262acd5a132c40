import type { AlertNotification, RunNotification } from '../notifications/notification.js';

/** What a webhook gets as its JSON body and a command on its standard input. */
export type NotificationBody =
  | {
      readonly kind: 'run_ended';
      readonly run_id: string;
      readonly job_name: string;
      /** `completed`, `failed` or `cancelled`; null when the run has been removed meanwhile. */
      readonly status: string | null;
      readonly message: string | null;
      readonly duration_ms: number | null;
      readonly at: string;
    }
  | {
      readonly kind: AlertNotification['alert'];
      /** Null where the alert is about the whole system. */
      readonly job_name: string | null;
      readonly failures: number;
      readonly error: AlertNotification['details']['error'];
      readonly runs: readonly string[];
      readonly at: string;
    };

/** What is told of a notification. */
export function notificationBody(notification: RunNotification | AlertNotification): NotificationBody {
  if (notification.kind === 'alert') {
    const { alert, jobName, details, raisedAt } = notification;
    const { failures, error, runs } = details;
    return {
      kind: alert,
      job_name: jobName === '' ? null : jobName,
      failures,
      error,
      runs,
      at: raisedAt.toISOString(),
    };
  }
  const { runId, jobName, runStatus, message, durationMs, finishedAt, createdAt } = notification;
  return {
    kind: 'run_ended',
    run_id: String(runId),
    job_name: jobName,
    status: runStatus,
    message,
    duration_ms: durationMs,
    at: (finishedAt ?? createdAt).toISOString(),
  };
}
