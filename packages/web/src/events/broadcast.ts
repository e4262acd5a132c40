/** One message to all readers, written out once however many they are. */
export interface Message {
  /** Greater than that of the message before. */
  readonly position: number;
  readonly bytes: Uint8Array;
}

/** Why a reader who waited goes on. */
export type Wake = 'news' | 'beat' | 'ended';

/** What a reader finds behind his position. */
export interface Found {
  readonly messages: readonly Message[];
  /** Messages that he has not seen are kept no more. */
  readonly missed: boolean;
}

/**
 * The newest messages for any number of readers, each with a position of his own: a slow one holds up nobody and costs
 * nothing, and what he misses he is told of.
 */
export class Broadcast {
  readonly #most: number;
  readonly #messages: Message[] = [];
  readonly #waiting = new Set<(wake: Wake) => void>();
  /** Everything behind this position is kept. */
  #from: number;
  #ended = false;

  /**
   * @param most messages that are kept.
   * @param from everything behind this position will be told.
   */
  constructor(most: number, from: number) {
    this.#most = most;
    this.#from = from;
  }

  /** Where a reader begins who wants what comes. */
  get position(): number {
    return this.#messages.at(-1)?.position ?? this.#from;
  }

  get ended(): boolean {
    return this.#ended;
  }

  tell(messages: readonly Message[]): void {
    if (messages.length === 0) return;
    this.#messages.push(...messages);
    const dropped = this.#messages.splice(0, Math.max(0, this.#messages.length - this.#most)).at(-1);
    if (dropped !== undefined) this.#from = dropped.position;
    this.#wake('news');
  }

  /** Lets everybody who waits say that the connection lives. */
  beat(): void {
    this.#wake('beat');
  }

  /** Nothing more will be told; what was told can still be read. */
  end(): void {
    this.#ended = true;
    this.#wake('ended');
  }

  behind(position: number): Found {
    if (position < this.#from) return { messages: [], missed: true };
    const next = this.#messages.findIndex((message) => message.position > position);
    return { messages: next === -1 ? [] : this.#messages.slice(next), missed: false };
  }

  /** Resolves when there may be more to read, at the next beat, or at the end. */
  wait(signal: AbortSignal): Promise<Wake> {
    if (this.#ended || signal.aborted) return Promise.resolve('ended');
    return new Promise((resolve) => {
      const go = (wake: Wake) => {
        this.#waiting.delete(go);
        signal.removeEventListener('abort', leave);
        resolve(wake);
      };
      const leave = () => go('ended');
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.add(go);
    });
  }

  #wake(wake: Wake): void {
    for (const go of this.#waiting) go(wake);
  }
}
