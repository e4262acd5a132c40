import { InfraError } from '../errors/infra-error.js';

/** What is wrong with one extension. */
export interface ExtensionFault {
  /** Its name, or what the configuration calls it when it did not get as far as telling its name. */
  readonly extension: string;
  /** The file at fault, with `:line` where it is known. */
  readonly file: string;
  readonly reason: string;
}

/** Extensions that cannot be used; nothing of the host starts with a part of its jobs missing. */
export class ExtensionFaultyError extends InfraError {
  override readonly code = 'extension_faulty';
  /** Every fault of every extension. */
  readonly faults: readonly ExtensionFault[];
  /** The extensions in which nothing wrong was found. */
  readonly healthy: readonly string[];

  constructor(faults: readonly ExtensionFault[], healthy: readonly string[] = [], cause?: unknown) {
    const lines = faults.map(
      ({ extension, file, reason }) => `extension '${extension}' is faulty: ${reason} (${file})`,
    );
    const rest = healthy.length === 0 ? [] : [`healthy: ${healthy.join(', ')}`];
    super([...lines, ...rest].join(lines.length + rest.length > 2 ? '\n' : '; '), { cause });
    this.faults = faults;
    this.healthy = healthy;
  }
}
