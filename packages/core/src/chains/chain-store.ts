import type { Session, Statement } from '../database/database.js';
import { storableJson } from '../database/storable-json.js';
import type { GivenChain } from '../registry/registered-chain.js';

/** A chain that somebody saved. */
export interface SavedChain {
  readonly name: string;
  readonly chain: GivenChain;
  readonly savedBy: string;
  readonly createdAt: Date;
  readonly savedAt: Date;
}

const columns = `name, chain, saved_by as "savedBy", created_at as "createdAt", saved_at as "savedAt"`;

const read: Statement = {
  name: 'read_chain',
  text: `select ${columns} from chain_templates where name = $1`,
};

const list: Statement = { name: 'list_chains', text: `select ${columns} from chain_templates order by name` };

// A row that was there has been locked by the update: only a new one has no xmax.
const save: Statement = {
  name: 'save_chain',
  text: `insert into chain_templates as t (name, chain, saved_by) values ($1, $2::jsonb, $3)
    on conflict (name) do update set chain = excluded.chain, saved_by = excluded.saved_by, saved_at = infra_now()
    returning t.xmax = 0 as created`,
};

const remove: Statement = {
  name: 'delete_chain',
  text: `delete from chain_templates where name = $1 returning name`,
};

/** The chains that people have saved. */
export class ChainStore {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async read(name: string): Promise<SavedChain | null> {
    const [row] = await this.#session.query<SavedChain>(read, [name]);
    return row ?? null;
  }

  /** All of them, by name. */
  async list(): Promise<SavedChain[]> {
    return this.#session.query<SavedChain>(list);
  }

  /** Keeps a chain under its name; true when there was none. */
  async save(name: string, chain: GivenChain, actor: string): Promise<boolean> {
    const values = [name, storableJson(chain), actor];
    const [row] = await this.#session.query<{ created: boolean }>(save, values);
    return row?.created ?? false;
  }

  /** False when there was none. */
  async delete(name: string): Promise<boolean> {
    return (await this.#session.query(remove, [name])).length > 0;
  }
}
