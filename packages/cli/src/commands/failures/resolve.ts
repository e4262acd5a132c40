import type { CommandLine, InputOf } from '../../command-line.js';
import { assertMayAsk, confirm } from '../../confirm.js';
import { UsageError } from '../../exit/usage-error.js';
import { counted } from '../../render/words.js';

/** The flags of the commands that resolve failures. */
export interface ResolveOptions {
  readonly all?: true | undefined;
  readonly job?: string | undefined;
  readonly fingerprint?: string | undefined;
  readonly yes?: true | undefined;
}

/**
 * Which failures are meant, and the question that is asked before many are resolved.
 * @param verb what happens to them, as in "About to delete 3 failures."
 * @throws {UsageError} when nothing, or two things, say which failures; when it would have to ask and cannot.
 */
export function failuresOf(
  cli: CommandLine,
  verb: string,
  ids: readonly string[],
  { all, job, fingerprint, yes }: ResolveOptions,
): InputOf<'deleteFailures'> {
  if (ids.length > 0 && all === true) {
    throw new UsageError('ids and --all exclude each other', { hint: 'give one of them' });
  }
  if (job !== undefined && all !== true) {
    throw new UsageError('--job goes with --all', {
      hint: `--all --job ${job} means every failure of the job`,
    });
  }
  if (fingerprint !== undefined && all !== true) {
    throw new UsageError('--fingerprint goes with --all', {
      hint: `--all --fingerprint ${fingerprint} means every failure of the kind`,
    });
  }
  if (ids.length === 0 && all !== true) {
    throw new UsageError('name the failures by their ids, or give --all', {
      hint: '`infra failures list` shows the ids',
    });
  }
  const ofJob = job === undefined ? {} : { job };
  const ofKind = fingerprint === undefined ? {} : { fingerprint };
  const selection = all === true ? { all, ...ofJob, ...ofKind } : { ids };
  const many = all === true || new Set(ids).size > 1;
  if (!many || yes === true) return { selection };
  assertMayAsk(cli, '--yes');
  const question = (found: number) => `About to ${verb} ${counted(found, 'failure')}. Continue?`;
  return { selection, confirm: (found) => confirm(cli, question(found), '--yes') };
}
