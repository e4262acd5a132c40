import { useEffect, useRef } from 'react';
import type UPlot from 'uplot';
import { keepPlot, type PlotColours } from '../../components/keep-plot.js';
import { durationInWords } from '../../words/durations.js';
import type { DurationPoints } from './duration-points.js';

interface DurationPlotProps {
  readonly points: DurationPoints;
  /** Milliseconds; null for none. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly label: string;
  readonly onRun: (runId: string) => void;
}

const height = 180;

/** How long each run took: a point each, with the lines of the usual and of the longest ones. */
export default function DurationPlot({ points, p50, p95, label, onRun }: DurationPlotProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return undefined;
    const open = (plot: UPlot) => {
      const runId = points.runIds[plot.cursor.idx ?? -1];
      if (runId !== undefined) onRun(runId);
    };
    return keepPlot(place.current, height, (colours) => ({
      options: {
        ...optionsOf(colours, marksOf(p50, p95)),
        hooks: {
          ready: [(plot) => plot.over.addEventListener('click', () => open(plot))],
          draw: [(plot) => drawMarks(plot, marksOf(p50, p95), colours)],
        },
      },
      data: dataOf(points),
    }));
  }, [points, p50, p95, onRun]);
  return <figure className="duration-plot" ref={place} aria-label={label} />;
}

function dataOf({ at, completed, failed }: DurationPoints): UPlot.AlignedData {
  return [[...at], [...completed], [...failed]];
}

interface Mark {
  readonly name: string;
  readonly seconds: number;
}

function marksOf(p50: number | null, p95: number | null): Mark[] {
  return [
    { name: 'p50', ms: p50 },
    { name: 'p95', ms: p95 },
  ].flatMap(({ name, ms }) => (ms === null ? [] : [{ name, seconds: ms / 1000 }]));
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const withSeconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** The marks of the axis of time, in the viewer's zone: the day where it begins, the clock elsewhere. */
function timesOf(ticks: readonly number[]): string[] {
  const step = (ticks[1] ?? 0) - (ticks[0] ?? 0);
  let before = '';
  return ticks.map((tick) => {
    const moment = new Date(tick * 1000);
    const date = day.format(moment);
    const time = step >= 86_400 ? '' : (step < 60 ? withSeconds : clock).format(moment);
    const shown = date === before ? time : [time, date].filter((part) => part !== '').join('\n');
    before = date;
    return shown;
  });
}

function optionsOf(
  { good, bad, quiet, line }: PlotColours,
  marks: readonly Mark[],
): Omit<UPlot.Options, 'width' | 'height'> {
  const axis = { stroke: quiet, grid: { stroke: line, width: 1 }, ticks: { show: false } };
  const highest = Math.max(0, ...marks.map(({ seconds }) => seconds));
  return {
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, y: false },
    scales: {
      // One run alone stands in the middle of its hour.
      x: { range: (_, least, most) => (least === most ? [least - 1800, most + 1800] : [least, most]) },
      y: { range: (_, __, most) => [0, Math.max(most, highest) * 1.15 || 1] },
    },
    padding: [8, 64, 0, 0],
    axes: [
      { ...axis, values: (_, ticks) => timesOf(ticks) },
      { ...axis, size: 64, values: (_, ticks) => ticks.map((tick) => durationInWords(tick * 1000)) },
    ],
    series: [{}, dots('Completed', good), dots('Failed', bad)],
  };
}

function dots(label: string, colour: string): UPlot.Series {
  return {
    label,
    stroke: colour,
    paths: () => null,
    points: { show: true, size: 6, fill: colour, stroke: colour },
  };
}

/** Where the words of marks stand: at their lines, but never on each other. */
function labelsOf(marks: readonly Mark[], placeOf: (seconds: number) => number): Map<string, number> {
  const apart = 13 * devicePixelRatio;
  let lowest = Number.NEGATIVE_INFINITY;
  const labels = new Map<string, number>();
  for (const { name, seconds } of marks.toSorted((one, other) => other.seconds - one.seconds)) {
    lowest = Math.max(placeOf(seconds), lowest + apart);
    labels.set(name, lowest);
  }
  return labels;
}

function drawMarks(plot: UPlot, marks: readonly Mark[], { busy }: PlotColours): void {
  const { ctx: canvas, bbox } = plot;
  canvas.save();
  canvas.strokeStyle = busy;
  canvas.fillStyle = busy;
  canvas.lineWidth = devicePixelRatio;
  canvas.font = `${String(11 * devicePixelRatio)}px system-ui, sans-serif`;
  canvas.textAlign = 'left';
  canvas.textBaseline = 'middle';
  const labels = labelsOf(marks, (seconds) => plot.valToPos(seconds, 'y', true));
  for (const { name, seconds } of marks) {
    const y = plot.valToPos(seconds, 'y', true);
    canvas.setLineDash(name === 'p50' ? [] : [6 * devicePixelRatio, 4 * devicePixelRatio]);
    canvas.beginPath();
    canvas.moveTo(bbox.left, y);
    canvas.lineTo(bbox.left + bbox.width, y);
    canvas.stroke();
    const words = `${name} ${durationInWords(seconds * 1000)}`;
    canvas.fillText(words, bbox.left + bbox.width + 4 * devicePixelRatio, labels.get(name) ?? y);
  }
  canvas.restore();
}
