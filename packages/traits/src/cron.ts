// A door of its own: whoever asks when a schedule occurs needs neither zod nor the container, which take ten times as
// long to load as this.
export { InvalidCronError, readCron } from './read-cron.js';
export type { CronReading } from './read-cron.js';
export { isTimeZone } from './time-zone.js';
