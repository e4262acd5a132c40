import type { Tone } from '../../components/status-badge.js';
import type { SystemStatus } from '../../data/artifacts.js';
import { counted } from '../../words/counted.js';
import { durationInWords } from '../../words/durations.js';

/** Whether everything runs on time, in one line. */
export interface Verdict {
  readonly tone: Tone;
  readonly word: string;
  readonly because: string;
}

/** Judges by what the server measured: silent, paused, late, or on time. */
export function judgeSchedule({ scheduler, pauses, workers, unrunnable, at }: SystemStatus): Verdict {
  const paused = pauses.find(({ queue }) => queue === null);
  if (paused !== undefined) {
    const why = paused.reason === null ? '' : `: ${paused.reason}`;
    return {
      tone: 'ask',
      word: 'Paused',
      because: `by ${paused.actor}${why}; nothing is begun until it is resumed`,
    };
  }
  if (!scheduler.alive)
    return { tone: 'bad', word: 'Nothing ticks', because: silent(scheduler.last_heartbeat_at, at) };
  if (!scheduler.on_time) return { tone: 'bad', word: 'Late', because: late(scheduler) };
  const stuck = unrunnable.reduce((sum, { runs }) => sum + runs, 0);
  if (stuck > 0) {
    return {
      tone: 'ask',
      word: 'On time, but runs wait',
      because: `no live worker can take ${counted(stuck, 'queued run')}`,
    };
  }
  const alive = workers.filter((worker) => worker.alive).length;
  return {
    tone: 'good',
    word: 'On time',
    because: `${counted(scheduler.processes, 'scheduler')}, ${counted(alive, 'worker')}, no occurrence is late`,
  };
}

function silent(heartbeat: string | null, at: string): string {
  if (heartbeat === null)
    return 'no scheduler has ever reported: start one with `infra serve` or `infra work`';
  const since = durationInWords(Date.parse(at) - Date.parse(heartbeat));
  return `no scheduler has reported for ${since}: start one with \`infra serve\` or \`infra work\``;
}

function late({ overdue, latest }: SystemStatus['scheduler']): string {
  const worst =
    latest === null ? '' : `; the latest is ${latest.job_name}, by ${durationInWords(latest.late_ms)}`;
  return `${counted(overdue, 'schedule')} overdue${worst}`;
}
