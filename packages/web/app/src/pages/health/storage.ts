import type { DataOf } from '../../data/artifacts.js';
import { durationInWords } from '../../words/durations.js';

interface Fact {
  readonly label: string;
  readonly value: string;
}

const sources = {
  embedded: 'embedded: a PostgreSQL server of its own',
  environment: 'from DATABASE_URL',
  configuration: 'from the configuration',
  option: 'as the program was told',
} as const;

/** Which database it is, without its password. */
export function databaseInWords({ source, url }: DataOf<'config show'>['database']): Fact[] {
  return [
    { label: 'Database', value: sources[source] },
    ...(url === null ? [] : [{ label: 'Address', value: url }]),
  ];
}

const kept = [
  ['runsMs', 'Finished runs'],
  ['logsMs', 'Log lines'],
  ['skipsMs', 'Skipped occurrences'],
  ['auditMs', 'Audit'],
] as const;

/** How long what is kept, as far as the configuration that is shown says so. */
export function retentionInWords(retention: unknown): Fact[] {
  if (typeof retention !== 'object' || retention === null) return [];
  const said = retention as Readonly<Record<string, unknown>>;
  const times = kept.flatMap(([key, label]): Fact[] => {
    const value = said[key];
    return typeof value === 'number' ? [{ label, value: `for ${durationInWords(value)}` }] : [];
  });
  const { maxRuns, logLines } = said;
  return [
    ...times,
    ...(typeof maxRuns === 'number'
      ? [{ label: 'Runs of a job', value: `the last ${maxRuns.toLocaleString('en')}` }]
      : []),
    ...(typeof logLines === 'number'
      ? [{ label: 'Log of a run', value: `the last ${logLines.toLocaleString('en')} lines` }]
      : []),
  ];
}
