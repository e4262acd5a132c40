import type { DataOf } from '../artifact-data.js';

/** A line of a run's log as it was written, its fields behind it as JSON; with its time and level before it if asked. */
export function logLineInWords(line: DataOf<'runs logs'>['lines'][number], timestamps: boolean): string {
  const fields = line.fields === null ? '' : ` ${JSON.stringify(line.fields)}`;
  const head = timestamps ? `${line.at} ${line.level.padEnd(5)} ` : '';
  return `${head}${line.text}${fields}`;
}
