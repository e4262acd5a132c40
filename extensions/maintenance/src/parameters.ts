import { z } from 'zod';

const hoursInTenYears = 10 * 365 * 24;

/** A number of hours, as a number or as typed on a command line: more than 0, at most ten years. */
export const hours = z.coerce
  .number<number | string>()
  .positive()
  .max(hoursInTenYears, `at most ${hoursInTenYears} hours (ten years)`);

/** A number of days, as a number or as typed on a command line: more than 0, at most ten years. */
export const days = z.coerce.number<number | string>().positive().max(3650, 'at most 3650 days (ten years)');

/** Counts and says what would happen, changes nothing; `true` and `false` may come as words. */
export const dryRun = z
  .union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })])
  .prefault(false);
