import type { DataOf } from '../../data/artifacts.js';

type Occurrences = DataOf<'occurrences list'>;

/** What is drawn of one schedule in the coming hours. Places are from 0 to 1000, from now to the end. */
export interface DayRow {
  readonly id: string;
  readonly job: string;
  /** Null where the job has only one. */
  readonly schedule: string | null;
  readonly marks: readonly number[];
  /** Where the marks end because there are too many; from there on it goes on to the end. */
  readonly denseFrom: number | null;
  readonly next: string;
  readonly count: number;
}

/** A row for each schedule, the soonest first. */
export function dayRows({ from, until, schedules }: Occurrences): DayRow[] {
  const begin = Date.parse(from);
  const length = Date.parse(until) - begin;
  const place = (at: string) => Math.round(((Date.parse(at) - begin) / length) * 1000);
  return schedules
    .flatMap(({ job_name, schedule_name, at, occurrences }): DayRow[] => {
      const [next] = at;
      const last = at.at(-1);
      if (next === undefined || last === undefined) return [];
      return [
        {
          id: `${job_name} ${schedule_name}`,
          job: job_name,
          schedule: schedule_name === 'default' ? null : schedule_name,
          marks: [...new Set(at.map(place))],
          denseFrom: occurrences > at.length ? place(last) : null,
          next,
          count: occurrences,
        },
      ];
    })
    .sort((one, other) => one.next.localeCompare(other.next) || one.job.localeCompare(other.job));
}

/** A whole hour on the axis. */
export interface HourMark {
  readonly place: number;
  /** `15:00`; the day where it begins. */
  readonly word: string;
  readonly midnight: boolean;
}

/** By such steps the clocks of zones differ from UTC. */
const quarterMs = 900_000;

/** Every third hour of the viewer's clock between two moments. */
export function hourMarks(from: string, until: string, timeZone?: string): HourMark[] {
  const begin = Date.parse(from);
  const length = Date.parse(until) - begin;
  const zone = timeZone === undefined ? {} : { timeZone };
  const clock = new Intl.DateTimeFormat('en-GB', {
    ...zone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const day = new Intl.DateTimeFormat('en-GB', { ...zone, weekday: 'short', day: 'numeric' });
  const marks: HourMark[] = [];
  for (let at = Math.ceil(begin / quarterMs) * quarterMs; at < begin + length; at += quarterMs) {
    const word = clock.format(at);
    if (!/^(00|03|06|09|12|15|18|21):00$/.test(word)) continue;
    const midnight = word === '00:00';
    const place = Math.round(((at - begin) / length) * 1000);
    marks.push({ place, word: midnight ? day.format(at) : word, midnight });
  }
  return marks;
}
