/** Values that are costly to make, by key; of more than `capacity` the one that was not used for longest is dropped. */
export class RecentlyUsed<Value extends object | string> {
  readonly #values = new Map<string, Value>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The value of this key, made when there is none. */
  get(key: string, make: () => Value): Value {
    const value = this.#values.get(key) ?? make();
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > this.#capacity) this.#dropOldest();
    return value;
  }

  #dropOldest(): void {
    const [oldest] = this.#values.keys();
    if (oldest !== undefined) this.#values.delete(oldest);
  }
}
