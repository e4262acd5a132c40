import { describe, expect, it } from 'vitest';
import { cutAtMatches, matchingLines, textOf } from './matching-lines.js';

const line = (text: string, fields: Record<string, unknown> | null = null) => ({
  id: '1',
  at: '2026-03-01T12:00:00.000Z',
  stream: 'log' as const,
  level: 'info' as const,
  text,
  fields,
  attempt: 1,
});

describe('the search of a log', () => {
  const lines = [line('Swept the yard', { dust: 3, where: 'corner' }), line('done')];

  it('finds text in whatever case, in the fields of a line too', () => {
    expect(textOf(lines[0] as (typeof lines)[number])).toBe('Swept the yard dust=3 where=corner');
    expect(matchingLines(lines, ' SWEPT ')).toEqual([lines[0]]);
    expect(matchingLines(lines, 'dust=3')).toEqual([lines[0]]);
    expect(matchingLines(lines, '  ')).toBe(lines);
    expect(matchingLines(lines, 'gone')).toEqual([]);
  });

  it.each([
    ['one two One', 'one', ['', 'one', ' two ', 'One', '']],
    ['a.b', '.', ['a', '.', 'b']],
    ['plain', '', ['plain']],
  ])('cuts %j where %j matches', (text, search, parts) => {
    expect(cutAtMatches(text, search)).toEqual(parts);
  });
});
