import { isIP } from 'node:net';

const windowMs = 60_000;

/** Addresses that are remembered at most; the one that has been quiet for longest goes first. */
const mostAddresses = 10_000;

/** How often somebody may fail to log in: so many times a minute from one address. Memory is bounded. */
export class LoginLimit {
  readonly #now: () => number;
  readonly #most: number;
  /** When the failures of the last minute were, by address; addresses in the order of their last one. */
  readonly #failures = new Map<string, number[]>();

  /** @param now milliseconds of a clock. */
  constructor(now: () => number, most = 10) {
    this.#now = now;
    this.#most = most;
  }

  /** Milliseconds until the next try is let through; 0 for at once. */
  waitOf(address: string | null): number {
    const recent = this.#recent(keyOf(address));
    const first = recent[0];
    return recent.length < this.#most || first === undefined
      ? 0
      : Math.max(1, first + windowMs - this.#now());
  }

  /** Counts a try as a failure, before it is known whether it is one: of many at the same time no more get through. */
  count(address: string | null): void {
    const key = keyOf(address);
    const recent = this.#recent(key);
    this.#failures.delete(key);
    this.#failures.set(key, [...recent, this.#now()].slice(-this.#most));
    if (this.#failures.size <= mostAddresses) return;
    const quietest = this.#failures.keys().next();
    if (quietest.done !== true) this.#failures.delete(quietest.value);
  }

  /** Takes the last try back: it was no failure. */
  uncount(address: string | null): void {
    const key = keyOf(address);
    const recent = this.#recent(key).slice(0, -1);
    if (recent.length === 0) this.#failures.delete(key);
    else this.#failures.set(key, recent);
  }

  /** How many addresses are remembered. */
  get size(): number {
    return this.#failures.size;
  }

  #recent(key: string): number[] {
    const since = this.#now() - windowMs;
    return (this.#failures.get(key) ?? []).filter((at) => at > since);
  }
}

/** Whoever has one IPv6 address has all of its /64; an IPv4 address may be written as IPv6. */
function keyOf(address: string | null): string {
  if (address === null) return '';
  const four = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (four !== undefined) return four;
  return isIP(address) === 6 ? networkOf(address) : address;
}

function networkOf(address: string): string {
  const [head = '', tail = ''] = (address.split('%')[0] ?? '').split('::');
  const before = groupsOf(head);
  const missing = Array.from({ length: 8 - before.length - groupsOf(tail).length }, () => '0');
  return [...before, ...missing, ...groupsOf(tail)]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}
