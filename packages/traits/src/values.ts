// A door of its own: whoever asks when a schedule occurs, or reads a duration or a queue's name, needs neither zod nor the
// container, which take ten times as long to load as this.
export { InvalidDurationError, parseDuration } from './duration.js';
export { priorityFault } from './priority.js';
export { queueNameFault } from './queue-name.js';
export { InvalidCronError, readCron } from './read-cron.js';
export type { CronReading } from './read-cron.js';
export { isTimeZone } from './time-zone.js';
