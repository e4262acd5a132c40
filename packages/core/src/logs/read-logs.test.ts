import { beforeAll, describe, expect, it } from 'vitest';
import { RunFixtures } from '../testing/run-fixtures.js';
import { LogStore, type NewLogLine } from './log-store.js';
import { lastLogLines, logLinesAfter, type LogQuery } from './read-logs.js';
import { useTestDatabase } from '../testing/use-test-database.js';

const { database } = useTestDatabase();
let runId: number;

beforeAll(async () => {
  const [one = 0, other = 0] = await new RunFixtures(database).enqueue(2);
  runId = one;
  const lines = ['debug', 'info', 'warn', 'error', 'info'].flatMap((level, index): NewLogLine[] => {
    const line = { attempt: 1, at: new Date(1_000 * index), level: level as 'info', fields: null };
    return [
      { ...line, runId, message: `line ${index}` },
      { ...line, runId: other, message: 'of another run' },
    ];
  });
  await new LogStore(database).append(lines);
});

const all = (): LogQuery => ({
  runId,
  levels: ['debug', 'info', 'warn', 'error'],
  since: null,
  limit: 100,
});
const texts = (lines: readonly { message: string }[]) => lines.map(({ message }) => message);

describe('the log of a run', () => {
  it('is read in pages, each behind the last line of the one before', async () => {
    const first = await logLinesAfter(database, { ...all(), limit: 2 }, 0);
    expect(texts(first)).toEqual(['line 0', 'line 1']);
    const second = await logLinesAfter(database, { ...all(), limit: 2 }, first.at(-1)?.id ?? 0);
    expect(texts(second)).toEqual(['line 2', 'line 3']);
  });

  it('ends with its last lines, in the order they were written', async () => {
    expect(texts(await lastLogLines(database, { ...all(), limit: 2 }))).toEqual(['line 3', 'line 4']);
  });

  it('is narrowed by level and time before the limit', async () => {
    const wrong = { ...all(), levels: ['warn', 'error'] as const, limit: 1 };
    expect(texts(await lastLogLines(database, wrong))).toEqual(['line 3']);
    const late = { ...all(), since: new Date(3_000), limit: 1 };
    expect(texts(await logLinesAfter(database, late, 0))).toEqual(['line 3']);
  });
});
