import type { AlertSettings } from '../config/host-settings.js';
import type { AlertChannel, Notification } from '../notifications/notification.js';
import { type NotificationBody, notificationBody } from './notification-body.js';
import { callWebhook, type Patience, runCommand } from './send.js';

/** One way of telling a notification. */
export interface Channel {
  readonly name: AlertChannel;
  send(signal: AbortSignal): Promise<void>;
}

/** The ways in which a notification is to be told now; none where nobody wants to be told. */
export function channelsOf(
  notification: Notification,
  { webhook, command, pings }: AlertSettings,
  { webhookMs, commandMs }: Patience,
): Channel[] {
  const call = (url: string, body: NotificationBody | null): Channel => ({
    name: 'webhook',
    send: (signal) => callWebhook(url, body, webhookMs, signal),
  });
  const run = (words: readonly string[], body: NotificationBody): Channel => ({
    name: 'command',
    send: (signal) => runCommand(words, body, commandMs, signal),
  });
  if (notification.kind === 'ping') {
    const url = pings[notification.jobName];
    return url === undefined ? [] : [call(url, null)];
  }
  const body = notificationBody(notification);
  if (notification.kind === 'run_ended') {
    const { target } = notification;
    return ['webhook' in target ? call(target.webhook, body) : run(target.command, body)];
  }
  const channels = [webhook !== null && call(webhook, body), command !== null && run(command, body)];
  const { target } = notification;
  return channels
    .filter((channel) => channel !== false)
    .filter(({ name }) => target === null || target.left.includes(name));
}

/** What a notification's next try has to tell, after these channels have failed. */
export function remaining(notification: Notification, failed: readonly Channel[]): Notification['target'] {
  return notification.kind === 'alert' ? { left: failed.map(({ name }) => name) } : notification.target;
}
