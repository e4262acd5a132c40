import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import { keepPlot, type PlotColours } from '../../components/keep-plot.js';
import type { DataOf } from '../../data/artifacts.js';

type Throughput = DataOf<'throughput'>;

const height = 150;

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** How many runs ended in each interval: a bar each, the failed ones in its foot. */
export default function ThroughputPlot({ of, label }: { of: Throughput; label: string }) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (place.current === null) return undefined;
    return keepPlot(place.current, height, (colours) => ({
      options: optionsIn(colours, of),
      data: dataOf(of),
    }));
  }, [of]);
  return <figure className="throughput-plot" ref={place} aria-label={label} />;
}

function dataOf({ intervals }: Throughput): UPlot.AlignedData {
  return [
    intervals.map(({ from }) => Date.parse(from) / 1000),
    intervals.map(({ completed, failed }) => completed + failed),
    intervals.map(({ failed }) => failed),
  ];
}

function optionsIn(
  { good, bad, quiet, line }: PlotColours,
  { from, intervals, interval_ms }: Throughput,
): Omit<UPlot.Options, 'width' | 'height'> {
  const begin = Date.parse(from) / 1000;
  const axis = { stroke: quiet, grid: { stroke: line, width: 1 }, ticks: { show: false } };
  const whole = (_: UPlot, value: number | null) => (value === null ? '' : value.toLocaleString('en'));
  return {
    cursor: { drag: { x: false, y: false }, y: false, points: { show: false } },
    scales: {
      // A bar reaches from its moment to the next one: so does the last.
      x: { range: [begin, begin + (intervals.length * interval_ms) / 1000] },
      y: { range: (_, __, most) => [0, Math.max(most, 4)] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        grid: { show: false },
        values: (_, ticks) => ticks.map((tick) => clock.format(tick * 1000)),
      },
      { ...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000] },
    ],
    series: [
      { label: 'From', value: (_, at: number | null) => (at === null ? '' : clock.format(at * 1000)) },
      { label: 'Ended', fill: good, width: 0, paths: bars(), value: whole },
      { label: 'of them failed', fill: bad, width: 0, paths: bars(), value: whole },
    ],
  };
}

function bars(): UPlot.Series.PathBuilder {
  const make = UPlot.paths.bars;
  if (make === undefined) throw new Error('the plotting library draws no bars');
  return make({ size: [0.7, 24], align: 1 });
}
