import { setImmediate as yielded } from 'node:timers/promises';
import {
  forceCollide,
  forceLink,
  forceManyBody,
  forceSimulation,
  forceX,
  forceY,
  type SimulationLinkDatum,
  type SimulationNodeDatum,
} from 'd3-force';
import { cosine, type TermVector } from '../tags/term-vectors.js';

/** Two texts that are alike, by their positions. */
export interface Likeness {
  readonly one: number;
  readonly other: number;
  /** From 0 to 1. */
  readonly weight: number;
}

/** Where a text lies on the map. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

// Each text is tied to those that are most like it; more ties make one lump of everything.
const nearest = 3;

const leastLikeness = 0.05;

const ticks = 300;

// So many steps of the layout, then others get their turn.
const ticksAtOnce = 10;

/** For each text the few that are most like it; each pair once. */
export function likenesses(vectors: readonly TermVector[]): Likeness[] {
  const pairs = new Map<string, Likeness>();
  for (const [one, vector] of vectors.entries()) {
    const others = vectors
      .map((other, index) => ({ index, weight: index === one ? 0 : cosine(vector, other) }))
      .filter(({ weight }) => weight >= leastLikeness)
      .sort((a, b) => b.weight - a.weight || a.index - b.index);
    for (const { index, weight } of others.slice(0, nearest)) {
      const [first, second] = one < index ? [one, index] : [index, one];
      pairs.set(`${first} ${second}`, { one: first, other: second, weight });
    }
  }
  return [...pairs.values()];
}

/** Lays texts out so that those that are alike lie close together; the same texts always lie in the same places. */
export async function layOut(
  count: number,
  ties: readonly Likeness[],
  signal: AbortSignal,
): Promise<Place[]> {
  const nodes: SimulationNodeDatum[] = Array.from({ length: count }, () => ({}));
  const links: (SimulationLinkDatum<SimulationNodeDatum> & { weight: number })[] = ties.map(
    ({ one, other, weight }) => ({ source: one, target: other, weight }),
  );
  // d3 begins on a spiral and takes its random numbers from a generator with a fixed seed.
  const simulation = forceSimulation(nodes)
    .force(
      'ties',
      forceLink(links).distance(({ weight }) => 30 + 90 * (1 - weight)),
    )
    .force('charge', forceManyBody().strength(-120))
    .force('collide', forceCollide(16))
    .force('x', forceX(0).strength(0.06))
    .force('y', forceY(0).strength(0.06))
    .stop();
  for (let done = 0; done < ticks; done += ticksAtOnce) {
    signal.throwIfAborted();
    simulation.tick(ticksAtOnce);
    await yielded();
  }
  return nodes.map(({ x = 0, y = 0 }) => ({ x, y }));
}
