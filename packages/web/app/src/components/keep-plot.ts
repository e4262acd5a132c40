import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

/** Colours of the design, as a canvas takes them. */
export type PlotColours = Readonly<Record<'good' | 'bad' | 'busy' | 'quiet' | 'line', string>>;

interface Drawing {
  readonly options: Omit<UPlot.Options, 'width' | 'height'>;
  readonly data: UPlot.AlignedData;
}

/**
 * Draws a plot that is as wide as its place, and draws it anew when the room or the theme changes.
 * @param height in pixels.
 * @returns what ends that.
 */
export function keepPlot(
  place: HTMLElement,
  height: number,
  drawingIn: (colours: PlotColours) => Drawing,
): () => void {
  const draw = () => {
    const { options, data } = drawingIn(coloursOf(place));
    return new UPlot({ ...options, height, width: place.clientWidth }, data, place);
  };
  let plot = draw();
  const again = () => {
    plot.destroy();
    plot = draw();
  };
  const sized = new ResizeObserver(([entry]) => {
    if (entry !== undefined) plot.setSize({ width: entry.contentRect.width, height });
  });
  sized.observe(place);
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
}

function coloursOf(place: HTMLElement): PlotColours {
  const read = (token: string) => {
    // One for each: the colour of an element that has one changes in steps where there are transitions.
    const probe = document.createElement('span');
    probe.style.color = `var(--${token})`;
    place.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
  return {
    good: read('good'),
    bad: read('bad'),
    busy: read('busy'),
    quiet: read('text-quiet'),
    line: read('line'),
  };
}
