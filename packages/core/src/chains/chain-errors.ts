import { didYouMean } from '../config/nearest-name.js';
import { InfraError } from '../errors/infra-error.js';
import type { ChainFault } from './chain-fault.js';

/** No extension brings a chain of this name, and nobody has saved one. */
export class ChainNotFoundError extends InfraError {
  override readonly code = 'chain_not_found';

  constructor(name: string, known: readonly string[]) {
    super(`there is no chain '${name}'${didYouMean(name, known)}`, {
      hint: '`infra chains list` shows the names; a file is named with its ending, or as ./file',
    });
  }
}

/** Something that cannot be done with a chain of this name, or not so. */
export class ChainRefusedError extends InfraError {
  override readonly code = 'invalid_value';
}

/** How many faults a message tells of. */
const mostTold = 10;

/** A chain cannot run, or cannot be kept; every reason is in {@link faults}. */
export class ChainInvalidError extends InfraError {
  override readonly code = 'chain_invalid';
  readonly faults: readonly ChainFault[];

  constructor(name: string | null, faults: readonly ChainFault[]) {
    const told = faults
      .slice(0, mostTold)
      .map(({ path, message }) => `${path === '' ? '' : `${path}: `}${message}`);
    const more = faults.length > mostTold ? [`and ${faults.length - mostTold} more`] : [];
    super(`the chain${name === null ? '' : ` '${name}'`} is not valid: ${[...told, ...more].join('; ')}`, {
      hint: '`infra chains validate` tells everything that is wrong with a chain',
    });
    this.faults = faults;
  }
}
