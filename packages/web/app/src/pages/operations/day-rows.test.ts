import { describe, expect, it } from 'vitest';
import { dayRows, hourMarks } from './day-rows.js';

const from = '2026-03-01T12:00:00.000Z';
const until = '2026-03-02T12:00:00.000Z';

describe('the timeline of the coming day', () => {
  const schedule = { time_zone: 'UTC', parameters: {}, schedule_name: 'default' };

  it('has a row for each schedule, the soonest first, with its moments in their places', () => {
    const rows = dayRows({
      from,
      until,
      total: 2,
      schedules: [
        {
          ...schedule,
          job_name: 'tidy',
          at: ['2026-03-01T18:00:00.000Z', '2026-03-02T12:00:00.000Z'],
          occurrences: 2,
        },
        {
          ...schedule,
          job_name: 'beat',
          schedule_name: 'often',
          at: ['2026-03-01T12:00:01.000Z', '2026-03-01T12:00:02.000Z', '2026-03-01T14:24:00.000Z'],
          occurrences: 900,
        },
      ],
    });
    expect(rows).toEqual([
      {
        id: 'beat often',
        job: 'beat',
        schedule: 'often',
        // Moments that fall on one place are one mark.
        marks: [0, 100],
        denseFrom: 100,
        next: '2026-03-01T12:00:01.000Z',
        count: 900,
      },
      {
        id: 'tidy default',
        job: 'tidy',
        schedule: null,
        marks: [250, 1000],
        denseFrom: null,
        next: '2026-03-01T18:00:00.000Z',
        count: 2,
      },
    ]);
  });

  it.each([
    ['Europe/Oslo', ['15:00', '18:00', '21:00', 'Mon 2', '03:00', '06:00', '09:00', '12:00'], 83],
    ['Asia/Kolkata', ['18:00', '21:00', 'Mon 2', '03:00', '06:00', '09:00', '12:00', '15:00'], 21],
  ])('has every third hour of the clock in %s', (zone, words, first) => {
    const marks = hourMarks(from, until, zone);
    expect(marks.map(({ word }) => word)).toEqual(words);
    expect(marks[0]?.place).toBe(first);
    expect(marks.filter(({ midnight }) => midnight)).toHaveLength(1);
  });
});
