import type { Clock } from '../clock/clock.js';
import { Loop } from '../clock/loop.js';
import { WakeableSleep } from '../clock/wakeable-sleep.js';
import type { AlertSettings } from '../config/host-settings.js';
import type { Database } from '../database/database.js';
import type { Emit } from '../events/runtime-event.js';
import { AlertStore } from '../failures/alert-store.js';
import { pauseJob } from '../jobs/switch-job.js';
import type { AlertNotification, Notification } from '../notifications/notification.js';
import { NotificationStore } from '../notifications/notification-store.js';
import { nextTryInMs } from './next-try.js';
import { channelsOf, type Channel, remaining } from './channels.js';
import { type Patience, UndeliveredError } from './send.js';

export interface DelivererDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly emit: Emit;
  readonly alerts: AlertSettings;
  /** 10 s for a webhook and 30 s for a command by default. */
  readonly patience?: Patience;
}

/** Notifications that are told at once. */
const concurrency = 4;
/** How often it looks for what nobody told it of. */
const lookMs = 3_000;
/** How often it counts unresolved failures that nobody told it of. */
const countMs = 10_000;
const afterFaultMs = 1_000;
/** Longer than any try takes: then another process may have it. */
const leaseMs = 60_000;
const defaultPatience: Patience = { webhookMs: 10_000, commandMs: 30_000 };

/**
 * Tells the outside what the outbox holds, at least once: what fails is tried again over an hour, what a process took
 * that died is delivered by another. It also watches how many failures are unresolved.
 */
export class Deliverer {
  readonly #dependencies: DelivererDependencies;
  readonly #store: NotificationStore;
  readonly #pinged: readonly string[];
  readonly #loop: Loop;
  readonly #underWay = new Set<Promise<void>>();
  readonly #giveUp = new AbortController();
  readonly #idle: WakeableSleep;
  #countAt = 0;

  constructor(dependencies: DelivererDependencies) {
    this.#dependencies = dependencies;
    this.#store = new NotificationStore(dependencies.database);
    this.#pinged = Object.keys(dependencies.alerts.pings);
    const { clock, emit } = dependencies;
    this.#idle = new WakeableSleep(clock);
    const fault = (error: unknown) => emit({ kind: 'fault', where: 'deliver', error });
    this.#loop = new Loop(() => this.#round(), { clock, fault, afterFaultMs });
  }

  /** Begins to look; a second call does nothing. */
  start(): void {
    this.#loop.start();
  }

  /** Tells that there may be something to deliver. */
  wake(): void {
    this.#idle.wake();
  }

  /** Tells that there is a new failure, so that the unresolved ones are counted. */
  failureLogged(): void {
    this.#countAt = 0;
    this.wake();
  }

  /** Takes nothing more; what is under way gets `graceMs` to end and is then given back. Safe to call twice. */
  async stop(graceMs = 2_000): Promise<void> {
    const stopped = this.#loop.stop();
    this.wake();
    await stopped;
    const over = new AbortController();
    const ended = Promise.all(this.#underWay).then(() => over.abort());
    await this.#dependencies.clock.sleep(graceMs, over.signal);
    this.#giveUp.abort();
    await ended;
  }

  async #round(): Promise<void> {
    await this.#count();
    const room = concurrency - this.#underWay.size;
    const taken = room > 0 ? await this.#store.claim(room, this.#pinged, leaseMs) : [];
    for (const notification of taken) this.#begin(notification);
    if (taken.length < room || room <= 0) await this.#idle.sleep(lookMs);
  }

  async #count(): Promise<void> {
    const { alerts, clock, database, emit } = this.#dependencies;
    if (clock.now() < this.#countAt) return;
    this.#countAt = clock.now() + countMs;
    const { cleared } = await new AlertStore(database).watchUnresolved(alerts.unresolved);
    if (cleared) emit({ kind: 'alert_cleared', alert: 'unresolved_failures', jobName: null });
  }

  #begin(notification: Notification): void {
    const fault = (error: unknown) => this.#dependencies.emit({ kind: 'fault', where: 'deliver', error });
    const delivery = this.#deliver(notification)
      .catch(fault)
      .finally(() => {
        this.#underWay.delete(delivery);
        this.wake();
      });
    this.#underWay.add(delivery);
  }

  async #deliver(notification: Notification): Promise<void> {
    if (notification.kind === 'alert') await this.#raise(notification);
    const { alerts, patience = defaultPatience } = this.#dependencies;
    const channels = channelsOf(notification, alerts, patience);
    const { signal } = this.#giveUp;
    const tried = await Promise.all(channels.map((channel) => outcomeOf(channel, signal)));
    const failed = tried.filter(({ error }) => error !== null);
    if (failed.length === 0) return this.#store.markDelivered(notification);
    if (signal.aborted) return this.#store.giveBack(notification);
    await this.#tryAgain(notification, failed);
  }

  /** What an alert means here, before anybody outside hears of it. */
  async #raise(notification: AlertNotification): Promise<void> {
    const { database, emit } = this.#dependencies;
    const { alert, alertId, details, failedBefore, pausesJob } = notification;
    const jobName = notification.jobName === '' ? null : notification.jobName;
    const { failures, error } = details;
    if (!failedBefore)
      emit({ kind: 'alert_raised', alert, jobName, failures, message: error?.message ?? null });
    if (!pausesJob || jobName === null) return;
    const reason = `${failures} failures in a row${error?.message ? `: ${error.message.slice(0, 200)}` : ''}`;
    if (await pauseJob(database, jobName, alertId, reason)) emit({ kind: 'job_paused', jobName, reason });
  }

  async #tryAgain(notification: Notification, failed: readonly Tried[]): Promise<void> {
    const reason = failed.map(({ error }) => error).join('; ');
    const inMs = nextTryInMs(notification.attempts);
    const { kind, jobName, attempts } = notification;
    if (inMs === null) await this.#store.abandon(notification, reason);
    else {
      const target = remaining(
        notification,
        failed.map(({ channel }) => channel),
      );
      await this.#store.postpone(notification, { inMs, error: reason, target });
    }
    this.#dependencies.emit({
      kind: 'notification_failed',
      notification: kind,
      jobName: jobName === '' ? null : jobName,
      attempt: attempts,
      reason,
      retryInMs: inMs,
    });
  }
}

interface Tried {
  readonly channel: Channel;
  readonly error: string | null;
}

async function outcomeOf(channel: Channel, signal: AbortSignal): Promise<Tried> {
  try {
    await channel.send(signal);
    return { channel, error: null };
  } catch (error) {
    // Nothing else is thrown by what is foreseen; a message that nobody foresaw may name the target.
    return { channel, error: error instanceof UndeliveredError ? error.message : 'it could not be sent' };
  }
}
