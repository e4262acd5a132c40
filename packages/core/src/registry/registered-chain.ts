/** A step as it is written: it has either a job or a chain. */
export interface GivenStep {
  readonly job?: string | undefined;
  readonly chain?: string | undefined;
  readonly name?: string | undefined;
  readonly weight?: number | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
}

/** A chain as it is written, its shape checked and nothing else. */
export interface GivenChain {
  readonly description?: string | undefined;
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  readonly steps: readonly GivenStep[];
}

/** A chain that an extension brings. */
export interface RegisteredChain extends GivenChain {
  readonly name: string;
}
