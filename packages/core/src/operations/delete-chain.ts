import type { Artifact } from '../artifacts/artifact.js';
import type { DeletedChain } from '../artifacts/chain-change.js';
import { ChainNotFoundError, ChainRefusedError } from '../chains/chain-errors.js';
import { ChainStore } from '../chains/chain-store.js';
import { takeFromSchedule } from '../chains/schedule-chain.js';
import { AuditStore } from '../jobs/audit-store.js';
import type { Host } from './host.js';
import { catalogueOf } from './named-chain.js';
import { NotConfirmedError } from './not-confirmed-error.js';

export interface DeleteChainInput {
  readonly name: string;
  /** Asked once there is something to delete; nobody is asked when it is left out. */
  readonly confirm?: (() => Promise<boolean>) | undefined;
}

/**
 * Deletes a saved chain and takes it from its schedule; its runs stay, and those that wait run as they were submitted.
 * @throws {ChainNotFoundError}
 * @throws {ChainRefusedError} for one that an extension brings, and one that is a step of another.
 * @throws {NotConfirmedError}
 */
export async function deleteChain(
  host: Host,
  { name, confirm }: DeleteChainInput,
): Promise<Artifact<DeletedChain>> {
  const database = await host.database();
  const saved = await new ChainStore(database).list();
  if (!saved.some((chain) => chain.name === name)) throw await refusal(host, name);
  const users = saved.filter(({ chain }) => chain.steps.some((step) => step.chain === name));
  const known = await catalogueOf(host).find(name);
  // What an extension brings under the same name takes its place.
  if (users.length > 0 && known?.extension === null)
    throw new ChainRefusedError(
      `the chain '${name}' is a step of ${users.map((user) => `'${user.name}'`).join(', ')}`,
      {
        hint: 'change or delete those first',
      },
    );
  if (confirm !== undefined && !(await confirm())) throw new NotConfirmedError('nothing was deleted');
  await database.transaction(async (session) => {
    if (known?.extension === null) await takeFromSchedule(session, name, host.actor);
    if (!(await new ChainStore(session).delete(name))) return;
    const { actor } = host;
    await new AuditStore(session).append({ actor, action: 'chain_deleted', target: name, reason: null });
  });
  return {
    data: { name, message: `The chain '${name}' has been deleted` },
    artifact_type: 'text',
    title: 'Chain Deleted',
  };
}

async function refusal(host: Host, name: string): Promise<Error> {
  const catalogue = catalogueOf(host);
  const known = await catalogue.find(name);
  if (known === null) return new ChainNotFoundError(name, await catalogue.names());
  return new ChainRefusedError(
    `the chain '${name}' is predefined by the extension '${known.extension}' and cannot be deleted`,
    { hint: `\`infra chains schedule ${name} --off\` takes it from its schedule` },
  );
}
