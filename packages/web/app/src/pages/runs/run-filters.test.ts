import { describe, expect, it } from 'vitest';
import { beginOf, placeOf, readFilters } from './run-filters.js';

describe('the filters of the list of runs', () => {
  const none = { status: null, job: null, client: null, subject: null, since: null, after: null };

  it('live in the address, and come back from it', () => {
    const filters = {
      status: 'failed',
      job: 'tidy',
      client: 'acme & sons',
      subject: 'a/b',
      since: '24h',
      after: '120',
    } as const;
    expect(placeOf(filters)).toBe(
      '/runs?status=failed&job=tidy&client=acme+%26+sons&subject=a%2Fb&since=24h&after=120',
    );
    expect(readFilters(placeOf(filters).split('?')[1] ?? '')).toEqual(filters);
    expect(placeOf(none)).toBe('/runs');
  });

  it('leave out what makes no sense', () => {
    expect(readFilters('status=gone&job=+&since=1y&after=x')).toEqual(none);
  });

  it('begin at a whole minute', () => {
    expect(beginOf('1h', new Date('2026-01-01T12:34:56.789Z'))).toBe('2026-01-01T11:34:00.000Z');
    expect(beginOf(null, new Date())).toBeNull();
  });
});
