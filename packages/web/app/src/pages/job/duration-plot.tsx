import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
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
    return keepPlot(place.current, points, marksOf(p50, p95), onRun);
  }, [points, p50, p95, onRun]);
  return <figure className="duration-plot" ref={place} aria-label={label} />;
}

/** Draws, and draws anew when the theme or the room changes; returns what ends that. */
function keepPlot(
  element: HTMLElement,
  points: DurationPoints,
  marks: readonly Mark[],
  onRun: (runId: string) => void,
): () => void {
  let plot = draw();
  const again = () => {
    plot.destroy();
    plot = draw();
  };
  const sized = new ResizeObserver(([entry]) => {
    if (entry !== undefined) plot.setSize({ width: entry.contentRect.width, height });
  });
  sized.observe(element);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  dark.addEventListener('change', again);
  const themed = new MutationObserver(again);
  themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => {
    sized.disconnect();
    themed.disconnect();
    dark.removeEventListener('change', again);
    plot.destroy();
  };

  function draw(): UPlot {
    const made = new UPlot(
      optionsOf(coloursOf(element), element.clientWidth, marks),
      dataOf(points),
      element,
    );
    made.over.addEventListener('click', () => {
      const runId = points.runIds[made.cursor.idx ?? -1];
      if (runId !== undefined) onRun(runId);
    });
    return made;
  }
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

type Colours = Readonly<Record<'good' | 'bad' | 'text' | 'line' | 'mark', string>>;

/** The tokens of the design, as the canvas takes colours. */
function coloursOf(element: HTMLElement): Colours {
  const probe = document.createElement('span');
  element.append(probe);
  const read = (token: string) => {
    probe.style.color = `var(--${token})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    good: read('good'),
    bad: read('bad'),
    text: read('text-quiet'),
    line: read('line'),
    mark: read('accent'),
  };
  probe.remove();
  return colours;
}

function optionsOf(colours: Colours, width: number, marks: readonly Mark[]): UPlot.Options {
  const axis = { stroke: colours.text, grid: { stroke: colours.line, width: 1 }, ticks: { show: false } };
  const highest = Math.max(0, ...marks.map(({ seconds }) => seconds));
  return {
    width,
    height,
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, y: false },
    scales: { y: { range: (_, __, most) => [0, Math.max(most, highest) * 1.15 || 1] } },
    axes: [
      axis,
      { ...axis, size: 64, values: (_, ticks) => ticks.map((tick) => durationInWords(tick * 1000)) },
    ],
    series: [{}, dots('Completed', colours.good), dots('Failed', colours.bad)],
    hooks: { draw: [(plot) => drawMarks(plot, marks, colours)] },
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

function drawMarks(plot: UPlot, marks: readonly Mark[], { mark }: Colours): void {
  const { ctx: canvas, bbox } = plot;
  canvas.save();
  canvas.strokeStyle = mark;
  canvas.fillStyle = mark;
  canvas.lineWidth = devicePixelRatio;
  canvas.font = `${String(11 * devicePixelRatio)}px system-ui, sans-serif`;
  canvas.textAlign = 'right';
  for (const { name, seconds } of marks) {
    const y = plot.valToPos(seconds, 'y', true);
    canvas.setLineDash(name === 'p50' ? [] : [6 * devicePixelRatio, 4 * devicePixelRatio]);
    canvas.beginPath();
    canvas.moveTo(bbox.left, y);
    canvas.lineTo(bbox.left + bbox.width, y);
    canvas.stroke();
    const words = `${name} ${durationInWords(seconds * 1000)}`;
    canvas.fillText(words, bbox.left + bbox.width - 4, y - 4 * devicePixelRatio);
  }
  canvas.restore();
}
